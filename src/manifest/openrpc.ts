import type { ApiEntry, JsonSchema, Manifest, ProcedureEntry } from './manifest.ts';
import { movedReferences, resolveReference } from './references.ts';

const schemas = '#/components/schemas/';

/** What the generated documents say besides the manifest. */
export interface DocumentOptions {
  /**
   * The version of the described service.
   * @default '0.0.0'
   */
  readonly version?: string | undefined;
}

/**
 * The service's procedures as an OpenRPC 1.3 document. The parameter object of a call is its params by name.
 * @see https://spec.open-rpc.org
 */
export function toOpenRpc(manifest: Manifest, { version = '0.0.0' }: DocumentOptions = {}): object {
  return {
    openrpc: '1.3.2',
    info: { title: manifest.service, version },
    methods: manifest.apis
      .filter(({ internal }) => internal !== true)
      .flatMap((api) => api.procedures.map((procedure) => toMethod(api, procedure, manifest))),
    components: {
      schemas: Object.fromEntries(
        Object.entries(manifest.$defs).map(([name, schema]) => [name, movedReferences(schema, schemas)]),
      ),
    },
  };
}

function toMethod(api: ApiEntry, procedure: ProcedureEntry, manifest: Manifest): object {
  return {
    name: `${api.name}.${procedure.name}`,
    ...(procedure.description === undefined ? {} : { description: procedure.description }),
    ...(procedure.deprecated === true ? { deprecated: true } : {}),
    tags: [{ name: api.name }],
    paramStructure: 'by-name',
    params: toParams(procedure.params, manifest),
    result: { name: 'result', schema: movedReferences(procedure.result ?? { type: 'null' }, schemas) },
  };
}

function toParams(params: JsonSchema | undefined, manifest: Manifest): readonly object[] {
  if (params === undefined) return [];
  const object = resolveReference(params, manifest.$defs);
  const properties = object['properties'];
  // A union of objects has no single list of names: it stays one descriptor that describes the whole object.
  if (typeof properties !== 'object' || properties === null || 'anyOf' in object || 'allOf' in object) {
    return [{ name: 'params', required: true, schema: movedReferences(params, schemas) }];
  }
  const required = new Set(Array.isArray(object['required']) ? object['required'] : []);
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    ...(typeof schema.description === 'string' ? { description: schema.description } : {}),
    ...(schema.deprecated === true ? { deprecated: true } : {}),
    required: required.has(name),
    schema: movedReferences(schema, schemas),
  }));
}
