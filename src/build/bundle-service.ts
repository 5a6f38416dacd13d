import type { Metafile } from 'esbuild';
import type { JsonSchema } from '../manifest/index.ts';
import { BuildError } from './build-error.ts';
import type { BuildParts } from './build-parts.ts';
import { type BundledFunction, bundleFunctions, type FunctionSource } from './bundle/bundle-functions.ts';
import type { BundleMemory } from './bundle/bundle-memory.ts';
import type { SchemaSource } from './bundle/entry-source.ts';
import type { Diagnostic } from './diagnostic.ts';
import { describedPayload, type PlannedFunction, schemaExports, schemaSource } from './planned-functions.ts';
import { inSourceOrder } from './report/order.ts';
import { required } from './required.ts';
import type { Service } from './service.ts';
import type { CheckedService } from './type-process/checked-service.ts';
import type { CheckedFire, CheckedTargets } from './types/checked-bus.ts';
import { externalOf, type Understood } from './understand.ts';

/** The functions of a service, bundled, and what they do to the bus. */
export interface Bundled {
  readonly bundled: ReadonlyMap<string, BundledFunction>;
  readonly targets: ReadonlyMap<string, CheckedTargets>;
  readonly warnings: readonly Diagnostic[];
  /** What the bundler told of the modules, of each pass. */
  readonly modules: readonly Metafile['inputs'][];
  /** Of the functions whose bundles are of the first pass: what a second one is made for follows from the first. */
  readonly memory: Omit<BundleMemory, 'validators'>;
}

interface BundlingContext {
  readonly service: Service;
  readonly parts: BuildParts;
  /** Called while the other process tells what functions call and fire. */
  readonly meanwhile: () => void;
}

/**
 * Bundles all functions, and sees what they call and fire. Those that turn out to fire an event with a Standard Schema
 * through a client, rather than as a field of its class, are bundled again with that schema.
 */
export async function bundleAll(
  functions: readonly PlannedFunction[],
  { plan, checked, bundling: settings, known: foreseen }: Understood,
  { service, parts, meanwhile }: BundlingContext,
): Promise<Bundled> {
  const bundling = { ...settings, external: externalOf(functions) };
  const first = await bundleFunctions(functions, { ...bundling, known: await foreseen });
  const asked = findTargets(functions, first.functions, checked, service);
  meanwhile();
  const targets = await asked;
  const again = functions.filter(({ name }) => required(targets, name).fires.some(needsSchema));
  if (again.length === 0) {
    const { functions: bundled, warnings, memory } = first;
    return { bundled, targets, warnings, modules: [memory.modules], memory };
  }
  const second = await bundleFunctions(
    again.map((planned): FunctionSource => {
      const fired = firedBy(planned, required(targets, planned.name), checked.$defs, parts);
      const fires = Object.fromEntries(
        fired.flatMap(({ event, payload, schema }): readonly [string, SchemaSource][] =>
          schema === undefined
            ? []
            : [[event, schemaSource(schema, [payload, describedPayload(event, plan)], plan.$defs)]],
        ),
      );
      const { uses } = planned;
      return {
        name: planned.name,
        entry: (cut) => planned.entry(cut, fires),
        uses: 'whole' in uses ? uses : { ...uses, besides: [...uses.besides, ...schemaExports({ fires })] },
      };
    }),
    bundling,
  );
  const bundled = new Map([...first.functions, ...second.functions]);
  return {
    bundled,
    targets: await findTargets(functions, bundled, checked, service),
    warnings: [...first.warnings, ...second.warnings],
    modules: [first.memory.modules, second.memory.modules],
    memory: {
      ...first.memory,
      functions: new Map([...first.memory.functions].filter(([name]) => !second.functions.has(name))),
    },
  };
}

/** Whether a function must be given the Standard Schema of an event that it fires. */
export function needsSchema({ schema, byFieldOnly }: CheckedFire): boolean {
  return schema !== undefined && !byFieldOnly;
}

/** An event that a function fires and checks before. */
export type CheckedBefore = CheckedFire & { readonly payload: JsonSchema };

/**
 * What a function fires and checks before: not what a field of its class checks itself, nor what is of an unknown type.
 * Nor what has a Standard Schema whose input may hold classes that the function does not, which is checked where it arrives.
 */
export function firedBy(
  { codecs }: PlannedFunction,
  { fires }: CheckedTargets,
  $defs: Readonly<Record<string, JsonSchema>>,
  parts: BuildParts,
): readonly CheckedBefore[] {
  return fires.filter((fire): fire is CheckedBefore => {
    if (fire.payload === undefined) return false;
    // Of what its type rules, only the wire form is checked.
    if (fire.schema === undefined) return true;
    if (!needsSchema(fire)) return false;
    const needed = parts.codecsOf({ $defs, params: fire.payload, validation: 'default' });
    return needed.every((codec) => codecs.includes(codec));
  });
}

/** Asks for each function what its code may call and fire. */
async function findTargets(
  functions: readonly PlannedFunction[],
  bundled: ReadonlyMap<string, BundledFunction>,
  checked: CheckedService,
  { packageRoot }: Service,
): Promise<ReadonlyMap<string, CheckedTargets>> {
  const found = await checked.targetsOf(
    functions.map(({ name, start, declared, source }) => {
      const files = required(bundled, name).inputs.toSorted();
      return { name, entry: start, files, uses: declared, source };
    }),
  );
  const diagnostics = found.flatMap((targets) => targets.diagnostics);
  if (diagnostics.length > 0) throw new BuildError(inSourceOrder(diagnostics), packageRoot);
  return new Map(functions.map(({ name }, index) => [name, requiredTargets(found[index], name)]));
}

function requiredTargets(found: CheckedTargets | undefined, name: string): CheckedTargets {
  if (found === undefined) throw new TypeError(`Nothing was told of what "${name}" calls and fires.`);
  return found;
}
