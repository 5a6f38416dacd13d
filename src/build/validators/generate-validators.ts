import { hash } from 'node:crypto';
import type { ValidationMode } from '../../definition/index.ts';
import type { JsonSchema } from '../../manifest/index.ts';
import { requireEsbuild } from '../required-esbuild.ts';
import { ModuleWriter } from './module-writer.ts';
import { SchemaSet } from './schema-set.ts';

/** What a bundle validates. */
export interface ValidatorsRequest {
  /** Named types, to which every schema may refer as `#/$defs/<name>`. */
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  /** The schema of a procedure's parameter object. */
  readonly params?: JsonSchema | undefined;
  /** The schema of a procedure's awaited result. */
  readonly result?: JsonSchema | undefined;
  /** The schemas of the payloads that a listener receives, by the event's dotted name. */
  readonly payloads?: Readonly<Record<string, JsonSchema>> | undefined;
  /** The schemas of the payloads that the bundle may fire, by the event's dotted name. */
  readonly fires?: Readonly<Record<string, JsonSchema>> | undefined;
  /**
   * The events among `fires` whose payloads are cast, because a Standard Schema is given them. Of all others only the
   * wire form is checked, for which no class with a codec is needed.
   */
  readonly castFires?: readonly string[] | undefined;
  /** The dotted names of the events that the bundle may fire and that are FIFO. */
  readonly fifo?: readonly string[] | undefined;
  /**
   * How parameters and result are checked: `strict` refuses unknown properties, `default` keeps them, `off` reports
   * nothing and casts what fits.
   */
  readonly validation: ValidationMode;
  /**
   * Where the mode is another: for the parameters, and for payloads by the event's dotted name.
   * @default `validation` for the parameters, `default` for payloads, so that who fires an event may add to it
   */
  readonly modes?:
    | {
        readonly params?: ValidationMode | undefined;
        readonly events?: Readonly<Record<string, ValidationMode>> | undefined;
      }
    | undefined;
}

/**
 * Makes the module `validators.mjs` of a bundle: minified ESM code without imports or eval whose exports are those of
 * `BundleValidators`. The same request gives the same bytes.
 *
 * Where a value may be of a class with a codec (see {@link codecsOf}), the module exports `withCodecs` instead, a
 * function that takes the classes by name and returns `BundleValidators`.
 * @throws TypeError for a schema with a keyword that the build never writes.
 */
export async function generateValidators(request: ValidatorsRequest): Promise<string> {
  // Loaded when a build runs.
  const { transform } = requireEsbuild();
  const { code } = await transform(validatorsSource(request), {
    format: 'esm',
    target: 'node22',
    charset: 'utf8',
    minify: true,
    treeShaking: true,
    legalComments: 'none',
  });
  return code;
}

/** A hash of all that the module for a request depends on: of `$defs`, what the request's schemas lead to. */
export function validatorsKey({ $defs, ...request }: ValidatorsRequest): string {
  const schemas = schemaSetOf($defs);
  const names = new Set(
    rootsOf({ $defs, ...request }).flatMap((schema) => [...schemas.definitionsFor(schemas.read(schema, '#'))]),
  );
  const needed = [...names].sort().map((name) => [name, $defs[name]]);
  const fired = Object.values(request.fires ?? {});
  // What is fired is told from all other classes with codecs.
  const codecs = fired.some((schema) => schemas.codecs(schemas.read(schema, '#')).size > 0) ? schemas.codecNames : [];
  return hash('sha256', JSON.stringify([request, needed, codecs]), 'base64url');
}

/** The names of the classes with codecs that the module for a request must be given. */
export function codecsOf(request: ValidatorsRequest): readonly string[] {
  const schemas = schemaSetOf(request.$defs);
  const names = castRootsOf(request).flatMap((schema) => [...schemas.codecs(schemas.read(schema, '#'))]);
  return [...new Set(names)].sort();
}

function rootsOf(request: ValidatorsRequest): readonly JsonSchema[] {
  return [...castRootsOf(request), ...Object.values(request.fires ?? {})];
}

/** The schemas whose values are cast. */
function castRootsOf({ params, result, payloads, fires, castFires = [] }: ValidatorsRequest): readonly JsonSchema[] {
  const roots = [params, result, ...Object.values(payloads ?? {}), ...castFires.map((event) => fires?.[event])];
  return roots.filter((schema) => schema !== undefined);
}

/** The module as it is before esbuild makes it small. */
function validatorsSource(request: ValidatorsRequest): string {
  const { $defs, params, result, payloads, fires, castFires = [], fifo = [], validation, modes = {} } = request;
  const schemas = schemaSetOf($defs);
  const writer = new ModuleWriter(schemas);
  const one = (schema: JsonSchema, where: string, mode: ValidationMode, isFired = false) =>
    writer.validator(schemas.read(schema, where), mode, isFired);
  const several = (payloadsOf: Readonly<Record<string, JsonSchema>>, isFired: (event: string) => boolean) => {
    const members = Object.entries(payloadsOf).map(([event, schema]) => {
      const mode = modes.events?.[event] ?? 'default';
      return `${JSON.stringify(event)}:${one(schema, `of the payload ${event}`, mode, isFired(event))}`;
    });
    return `{${members.join(',\n')}}`;
  };
  const validators = [
    ...(params === undefined ? [] : [['params', one(params, 'of the parameters', modes.params ?? validation)]]),
    ...(result === undefined ? [] : [['result', one(result, 'of the result', validation)]]),
    ...(payloads === undefined || isEmpty(payloads) ? [] : [['payloads', several(payloads, () => false)]]),
    ...(fires === undefined || isEmpty(fires)
      ? []
      : [['fires', several(fires, (event) => !castFires.includes(event))]]),
    ...(fifo.length === 0 ? [] : [['fifo', JSON.stringify(fifo)]]),
  ];
  const constants = validators.map(([name, expression]) => `const ${name}=${expression};\n`).join('');
  const names = validators.map(([name]) => name).join();
  if (codecsOf(request).length === 0) return `${writer.preamble}${constants}export{${names}};\n`;
  return `export const withCodecs=(codecs)=>{\n${writer.preamble}${constants}return{${names}};\n};\n`;
}

/** What is found out about `$defs` holds for every function of a build. */
const schemaSets = new WeakMap<object, SchemaSet>();

function schemaSetOf($defs: Readonly<Record<string, JsonSchema>>): SchemaSet {
  const known = schemaSets.get($defs);
  if (known !== undefined) return known;
  const schemas = new SchemaSet($defs);
  schemaSets.set($defs, schemas);
  return schemas;
}

function isEmpty(schemas: Readonly<Record<string, JsonSchema>>): boolean {
  return Object.keys(schemas).length === 0;
}
