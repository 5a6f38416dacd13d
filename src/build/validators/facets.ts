import type { SchemaNode } from './schema-node.ts';

/** Whether a schema says something itself, besides what it refers to and combines. */
function saysItself(node: SchemaNode): boolean {
  const { text, number, list, object } = node;
  return (
    node.kinds !== undefined ||
    node.literals !== undefined ||
    (node.cast !== undefined && !node.cast.startsWith('codec:')) ||
    isSaid(text) ||
    isSaid(number) ||
    list.prefix.length > 0 ||
    [list.items, list.minItems, list.maxItems].some((rule) => rule !== undefined) ||
    list.isUnique ||
    object.properties.size > 0 ||
    object.required.length > 0 ||
    object.patterns.size > 0 ||
    object.additional !== undefined ||
    object.names !== undefined
  );
}

function isSaid(rules: SchemaNode['text'] | SchemaNode['number']): boolean {
  return Object.values(rules).some((rule) => rule !== undefined && rule !== false);
}

/** What is found out about a schema holds wherever it is used. */
const knownFacets = new WeakMap<SchemaNode, readonly SchemaNode[]>();

/** A schema taken apart into schemas that say one thing each, and all of which must hold. */
export function facetsOf(node: SchemaNode): readonly SchemaNode[] {
  let facets = knownFacets.get(node);
  if (facets === undefined) {
    facets = takenApart(node);
    knownFacets.set(node, facets);
  }
  return facets;
}

function takenApart(node: SchemaNode): readonly SchemaNode[] {
  const { ref, allOf, anyOf } = node;
  if (ref === undefined && allOf.length === 0 && anyOf === undefined) return saysItself(node) ? [node] : [];
  return [
    ...(saysItself(node) ? [{ ...node, ref: undefined, allOf: [], anyOf: undefined }] : []),
    ...(ref === undefined ? [] : [{ ...anything, ref }]),
    ...allOf,
    ...(anyOf === undefined ? [] : [{ ...anything, anyOf }]),
  ];
}

/** Whether a schema says nothing but `$ref`. */
export function isOnlyReference(node: SchemaNode): boolean {
  return (
    node.ref !== undefined &&
    node.cast === undefined &&
    !node.never &&
    node.allOf.length === 0 &&
    node.anyOf === undefined &&
    !saysItself(node)
  );
}

/** Whether a schema says nothing but which literals there are, and of which type they are. */
export function saysOnlyLiterals(node: SchemaNode): boolean {
  const isAlone = node.ref === undefined && node.allOf.length === 0 && node.anyOf === undefined;
  const rest: SchemaNode = { ...node, literals: undefined, kinds: undefined };
  return node.literals !== undefined && isAlone && node.cast === undefined && !saysItself(rest);
}

/** The schema that accepts everything. */
export const anything: SchemaNode = {
  kinds: undefined,
  never: false,
  literals: undefined,
  ref: undefined,
  allOf: [],
  anyOf: undefined,
  text: { minLength: undefined, maxLength: undefined, pattern: undefined, format: undefined },
  number: {
    isInteger: false,
    minimum: undefined,
    maximum: undefined,
    exclusiveMinimum: undefined,
    exclusiveMaximum: undefined,
    multipleOf: undefined,
  },
  list: { prefix: [], items: undefined, minItems: undefined, maxItems: undefined, isUnique: false },
  object: { properties: new Map(), required: [], patterns: new Map(), additional: undefined, names: undefined },
  cast: undefined,
  sensitive: false,
};
