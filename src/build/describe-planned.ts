import type { JsonSchema, SourcePosition } from '../manifest/index.ts';
import type { LoadedSchema } from './load/loaded-bus.ts';
import type { Findings } from './plan-findings.ts';
import type { CheckedSchema } from './types/checked-bus.ts';
import { wireShape } from './wire-shape.ts';

interface Described {
  readonly subject: string;
  readonly source: SourcePosition;
  readonly length: number;
}

/** What the manifest says of something: its type, joined with what the library of its Standard Schema says. */
export function describePlanned<TSchema extends JsonSchema | undefined>(
  type: TSchema,
  { subject, source, length }: Described,
  schema: { readonly library: LoadedSchema | undefined; readonly checked: CheckedSchema | undefined },
  found: Findings,
): TSchema | JsonSchema {
  const { library, checked } = schema;
  if (library === undefined || type === undefined) return type;
  if (checked === undefined) {
    found.diagnostics.push({
      code: 'SCHEMA_NOT_EXPORTED',
      message: `The schema of ${subject} is not an exported constant, so that no function can import it.`,
      hint: 'Write export const CaseCreated = z.object({ … }) at the top of a module, and name it where it is used.',
      position: source,
      length,
    });
    return type;
  }
  if (library.jsonSchema === undefined) {
    found.warnings.push({
      code: 'SCHEMA_NOT_DESCRIBED',
      message: `${library.vendor} gives no JSON Schema for ${subject} (${library.reason}), so the manifest describes it by its TypeScript type, without further limits.`,
      hint:
        library.vendor === 'valibot'
          ? 'Install @valibot/to-json-schema beside valibot.'
          : 'Nothing has to be done: the schema itself validates all the same.',
      position: source,
      length,
    });
  }
  const shape = wireShape({ type, library, $defs: found.$defs, name: checked.path.join('_') });
  Object.assign(found.$defs, shape.$defs);
  return shape.schema;
}
