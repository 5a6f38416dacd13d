import { describe, describeLiterals } from '../describe.ts';
import { isOnlyReference } from '../facets.ts';
import { type Kind, kinds, type SchemaNode } from '../schema-node.ts';
import { findDiscriminator } from './discriminator.ts';
import { memberOf } from './emit-object.ts';
import { type Emitter, kindTest, type Place } from './place.ts';

/** Kinds of values that the same members of a union may be. */
interface Branch {
  readonly kinds: readonly Kind[];
  readonly members: readonly SchemaNode[];
}

/** The statements for a value that is one member of a union. */
export function emitUnion(union: readonly SchemaNode[], place: Place, emitter: Emitter): string {
  const branches = branchesOf(union, emitter);
  if (place.known !== undefined) {
    const members = union.filter((member) => emitter.schemas.kindsOf(member).some((kind) => kind === place.known));
    return members.length === 0 ? wrongUnion(union, place, emitter) : emitMembers(members, place, emitter);
  }
  const tests = branches.map((branch) => {
    const known = branch.kinds.length === 1 ? branch.kinds[0] : undefined;
    const test = branch.kinds.map((kind) => kindTest(kind, place.value, emitter)).join('||');
    return `if(${test}){${emitMembers(branch.members, { ...place, known }, emitter)}}`;
  });
  const failure = wrongUnion(union, place, emitter);
  const isVoid = union.some(({ cast }) => cast === 'undefined');
  const otherwise = isVoid && failure !== '' ? `if(${place.value}!==undefined){${failure}}` : failure;
  return `${tests.join('else ')}${tests.length === 0 ? otherwise : otherwise === '' ? '' : `else{${otherwise}}`}`;
}

function branchesOf(union: readonly SchemaNode[], { schemas }: Emitter): readonly Branch[] {
  const kindsOfMembers = new Map(union.map((member) => [member, schemas.kindsOf(member)]));
  const branches = new Map<string, { kinds: Kind[]; members: readonly SchemaNode[] }>();
  for (const kind of kinds) {
    const members = union.filter((member) => kindsOfMembers.get(member)?.includes(kind));
    if (members.length === 0) continue;
    const key = members.map((member) => union.indexOf(member)).join();
    const branch = branches.get(key);
    if (branch === undefined) branches.set(key, { kinds: [kind], members });
    else branch.kinds.push(kind);
  }
  return [...branches.values()];
}

function emitMembers(members: readonly SchemaNode[], place: Place, emitter: Emitter): string {
  const [only] = members;
  if (only !== undefined && members.length === 1) return emitter.emit(only, place);
  const single = members.flatMap((member) => flattened(member, emitter));
  if (place.known === 'object') {
    const discriminated = emitDiscriminated(single, place, emitter);
    if (discriminated !== undefined) return discriminated;
  }
  if (place.scope.mode === 'off' && !single.some((member) => emitter.schemas.casts(member))) return '';
  if (place.known === 'object' || place.known === 'array') return emitter.emitFirstMatch(single, place);
  // None of the members of a scalar comes closer than another.
  const found = emitter.variable('found');
  const match = emitter.emitFirstMatch(single, { ...place, scope: { ...place.scope, issues: found } });
  const failure = wrongUnion(members, place, emitter);
  return `const ${found}=[];${match}${failure === '' ? '' : `if(${found}.length>0){${failure}}`}`;
}

/** The members of a union within a union, by whatever name. */
function flattened(node: SchemaNode, emitter: Emitter): readonly SchemaNode[] {
  const { ref, anyOf } = node;
  const isUnion = anyOf !== undefined && node.kinds === undefined && node.literals === undefined;
  if (isUnion && ref === undefined && node.allOf.length === 0 && node.cast === undefined) {
    const within = node.sensitive ? anyOf.map((member) => ({ ...member, sensitive: true })) : anyOf;
    return within.flatMap((member) => flattened(member, emitter));
  }
  // A recursive one could be written into itself without end.
  if (ref === undefined || !isOnlyReference(node) || emitter.schemas.isRecursive(ref)) return [node];
  const found = flattened(emitter.schemas.definition(ref), emitter);
  // What is no union keeps its name, and so its function.
  return found.length === 1
    ? [node]
    : found.map((member) => (node.sensitive ? { ...member, sensitive: true } : member));
}

/** The switch over a property whose literals tell the members apart; undefined where there is none. */
function emitDiscriminated(members: readonly SchemaNode[], place: Place, emitter: Emitter): string | undefined {
  const found = findDiscriminator(members, emitter.schemas);
  if (found === undefined) return undefined;
  const { name, cases, isHidden } = found;
  const tag = emitter.variable('tag');
  const at: Place = { ...place, value: tag, path: place.path.property(name), known: undefined };
  const literals = cases.flatMap((entry) => entry.literals);
  const branches = cases.map((entry) => {
    const labels = entry.literals.map((literal) => `case ${JSON.stringify(literal)}:`).join('');
    return `${labels}{${emitMembers(entry.members, { ...place, told: name }, emitter)}break;}`;
  });
  const failure = emitter.wrong(describeLiterals(literals).join(' | '), at, isHidden);
  const otherwise = failure === '' ? '' : `default:{${failure}}`;
  return `const ${tag}=${memberOf(place.value, name, emitter)};switch(${tag}){${branches.join('')}${otherwise}}`;
}

function wrongUnion(union: readonly SchemaNode[], place: Place, emitter: Emitter): string {
  const expected = [...new Set(union.map((member) => describe(member, emitter.schemas)))].join(' | ');
  return emitter.wrong(
    expected,
    place,
    union.some((member) => emitter.schemas.hasSecret(member)),
  );
}
