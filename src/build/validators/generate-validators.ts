import type { JsonSchema } from '../../manifest/index.ts';
import { Compiler } from './compiler.ts';
import { helpersFor } from './runtime-helpers.ts';

/** What a bundle validates. */
export interface ValidatorsRequest {
  /** Named types, which the schemas refer to as `#/$defs/<name>`. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  readonly params?: JsonSchema | undefined;
  readonly result?: JsonSchema | undefined;
  /** By the event's dotted name. */
  readonly payloads?: Readonly<Record<string, JsonSchema>> | undefined;
  /** By the event's dotted name. */
  readonly fires?: Readonly<Record<string, JsonSchema>> | undefined;
  /** `strict` refuses unknown properties, `default` keeps them, `off` only casts. */
  readonly validation: 'strict' | 'default' | 'off';
}

/**
 * Generates the module of a bundle's validators: its exports are those of `BundleValidators`. The code stands alone,
 * without imports and `eval`, and holds what these schemas need and nothing else. The same request gives the same
 * bytes.
 */
export async function generateValidators(request: ValidatorsRequest): Promise<string> {
  const { transform } = await import('esbuild');
  const { code } = await transform(validatorsSource(request), {
    loader: 'js',
    format: 'esm',
    target: 'node22',
    minify: true,
    legalComments: 'none',
  });
  return code;
}

/** The module before it is minified. */
export function validatorsSource({
  $defs,
  params,
  result,
  payloads = {},
  fires = {},
  validation,
}: ValidatorsRequest): string {
  const compiler = new Compiler($defs);
  const validator = (schema: JsonSchema): string => {
    const code = compiler.functionOf(schema, { hidden: false, strict: validation === 'strict' });
    // Without validation the casts are made where they fit, and nobody hears of what does not.
    return `((f)=>(v,i)=>f(v,"",${validation === 'off' ? '[]' : 'i'},0))(${code})`;
  };
  const byName = (schemas: Readonly<Record<string, JsonSchema>>): string =>
    `{${Object.entries(schemas)
      .map(([name, schema]) => `${JSON.stringify(name)}:${validator(schema)}`)
      .join(',')}}`;
  const exported = [
    ...(params === undefined ? [] : [`export const params=${validator(params)};`]),
    ...(result === undefined ? [] : [`export const result=${validator(result)};`]),
    ...(Object.keys(payloads).length === 0 ? [] : [`export const payloads=${byName(payloads)};`]),
    ...(Object.keys(fires).length === 0 ? [] : [`export const fires=${byName(fires)};`]),
  ].join('\n');
  const code = [...compiler.functions, exported === '' ? 'export {};' : exported].join('\n');
  return `${helpersFor(code)}\n${code}\n`;
}
