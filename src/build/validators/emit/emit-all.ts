import { anything } from '../facets.ts';
import type { SchemaNode } from '../schema-node.ts';
import type { SchemaSet } from '../schema-set.ts';
import { type Emitter, kindTest, type Place } from './place.ts';

/** The statements for schemas that must all hold. Each sees the value as it is on the wire. */
export function emitAll(facets: readonly SchemaNode[], place: Place, emitter: Emitter): string {
  const isShared = place.isShared === true || place.scope.mode === 'strict';
  const others = place.isShared === true || !isShared ? '' : emitOthersOfAll(facets, place, emitter);
  const casting = facets.filter((facet) => emitter.schemas.casts(facet));
  if (casting.length < 2) return facets.map((facet) => emitter.emit(facet, { ...place, isShared })).join('') + others;
  const results = new Map(casting.map((facet) => [facet, emitter.variable('cast')]));
  const merge = emitter.use('mergeCasts');
  const merged = [...results.values()].reduce((first, second) => `${merge}(${place.value},${first},${second})`);
  return [
    ...[...results.values()].map((result) => `let ${result}=${place.value};`),
    ...facets.map((facet) => emitter.emit(facet, { ...place, isShared, target: results.get(facet) ?? place.target })),
    `${place.target}=${merged};`,
    others,
  ].join('');
}

/** In strict mode: the refusal of the properties that none of the schemas knows. */
function emitOthersOfAll(facets: readonly SchemaNode[], place: Place, emitter: Emitter): string {
  const known = facets.map((facet) => knownMembers(facet, emitter.schemas));
  if (known.some(({ isOpen }) => isOpen) || !known.some(({ isObject }) => isObject)) return '';
  const node: SchemaNode = {
    ...anything,
    kinds: ['object'],
    object: {
      ...anything.object,
      properties: new Map(known.flatMap(({ names }) => names).map((name) => [name, anything])),
      patterns: new Map(known.flatMap(({ patterns }) => patterns).map((pattern) => [pattern, anything])),
    },
  };
  const statements = emitter.emit(node, { ...place, known: 'object', isShared: false });
  return `if(${kindTest('object', place.value, emitter)}){${statements}}`;
}

interface KnownMembers {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  /** Any other member is allowed too. */
  readonly isOpen: boolean;
  /** It speaks of objects at all. */
  readonly isObject: boolean;
}

function knownMembers(node: SchemaNode, schemas: SchemaSet, seen: ReadonlySet<string> = new Set()): KnownMembers {
  const { properties, patterns, additional } = node.object;
  const parts = [...node.allOf, ...(node.anyOf ?? [])].map((part) => knownMembers(part, schemas, seen));
  if (node.ref !== undefined && !seen.has(node.ref)) {
    parts.push(knownMembers(schemas.definition(node.ref), schemas, new Set([...seen, node.ref])));
  }
  return {
    names: [...properties.keys(), ...parts.flatMap(({ names }) => names)],
    patterns: [...patterns.keys(), ...parts.flatMap((part) => part.patterns)],
    isOpen: (additional !== undefined && !additional.never) || parts.some(({ isOpen }) => isOpen),
    isObject: properties.size > 0 || node.kinds?.includes('object') === true || parts.some(({ isObject }) => isObject),
  };
}
