import type { JsonSchema } from '../manifest/index.ts';
import type { BuildParts } from './build-parts.ts';
import type { RememberedValidators } from './bundle/bundle-memory.ts';
import { type CheckedBefore, needsSchema } from './bundle-service.ts';
import type { PlannedFunction } from './planned-functions.ts';
import type { ValidatorsRequest } from './validators/index.ts';

/** What the validators of functions are made by. */
export interface ValidatorsContext {
  readonly parts: Pick<BuildParts, 'generateValidators' | 'validatorsKey'>;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  /** Validators that are there already, by the function's name. */
  readonly known: readonly (ReadonlyMap<string, RememberedValidators> | undefined)[];
}

/** What a function fires. */
export interface FiredEvents {
  /** What it checks before. */
  readonly checked: readonly CheckedBefore[];
  /** The dotted names of what is FIFO. */
  readonly fifo: readonly string[];
}

/** Makes the validators of a function, or takes those that were made for the same. */
export async function validatorsOf(
  planned: PlannedFunction,
  fired: FiredEvents,
  { parts, $defs, known }: ValidatorsContext,
): Promise<RememberedValidators> {
  const request = requestOf(planned, fired, $defs);
  const key = parts.validatorsKey(request);
  const same = known.map((validators) => validators?.get(planned.name)).find((found) => found?.key === key);
  return same ?? { key, code: await parts.generateValidators(request) };
}

/**
 * Makes validators as they are where a function fires nothing, before it is known which does. Those of a function that was
 * built before are most likely there.
 */
export async function validatorsAhead(
  functions: readonly PlannedFunction[],
  context: ValidatorsContext,
): Promise<ReadonlyMap<string, RememberedValidators>> {
  const added = functions.filter(({ name }) => !context.known.some((validators) => validators?.has(name)));
  const made = added.map(
    async (planned) => [planned.name, await validatorsOf(planned, { checked: [], fifo: [] }, context)] as const,
  );
  return new Map(await Promise.all(made));
}

function requestOf(
  { params, result, payloads, validation, validationOfEvents, schemas }: PlannedFunction,
  { checked, fifo }: FiredEvents,
  $defs: ValidatorsContext['$defs'],
): ValidatorsRequest {
  // Where a Standard Schema rules, what is generated only casts.
  const ruled = [...Object.keys(schemas.payloads ?? {}), ...checked.filter(needsSchema).map(({ event }) => event)];
  return {
    $defs,
    params,
    result,
    payloads,
    fires: Object.fromEntries(checked.map(({ event, payload }) => [event, payload] as const)),
    castFires: checked.filter(needsSchema).map(({ event }) => event),
    ...(fifo.length > 0 && { fifo }),
    validation,
    modes: {
      params: schemas.params === undefined ? validation : 'off',
      events: { ...validationOfEvents, ...Object.fromEntries(ruled.map((event) => [event, 'off'] as const)) },
    },
  };
}
