import { describe, describeLiterals } from '../describe.ts';
import { canonical } from '../runtime/values.ts';
import { type Kind, kindOf, kinds, type SchemaNode } from '../schema-node.ts';
import { emitList } from './emit-list.ts';
import { emitObject } from './emit-object.ts';
import { emitChecks, emitTextCast, numberChecks, textCast, textChecks } from './emit-scalar.ts';
import { type Emitter, kindTest, type Place } from './place.ts';

const maxCompared = 4;

/** The statements for what a schema says itself: its type, its literals, and what restricts values of its kinds. */
export function emitOwn(node: SchemaNode, place: Place, emitter: Emitter): string {
  if (node.literals !== undefined) return emitLiterals(node, node.literals, place, emitter);
  const allowed = node.kinds ?? kinds;
  if (place.known !== undefined) {
    return allowed.includes(place.known)
      ? emitKind(place.known, node, place, emitter)
      : wrongKind(node, place, emitter);
  }
  const [only] = allowed;
  const cast = textCast(node);
  if (allowed.length === 1 && cast !== undefined && textChecks(node, place.value, emitter).length === 0) {
    return emitTextCast(cast, describe(node, emitter.schemas), place, emitter);
  }
  if (only === 'null' && node.cast === 'undefined') {
    const failure = wrongKind(node, place, emitter);
    return `if(${place.value}===null){${place.target}=undefined;}else if(${place.value}!==undefined){${failure}}`;
  }
  const branches = allowed.map((kind) => {
    const body = emitKind(kind, node, place, emitter);
    return { test: kindTest(kind, place.value, emitter), body };
  });
  const told = node.kinds === undefined ? branches.filter(({ body }) => body !== '') : branches;
  if (told.length === 0) return '';
  const failure = node.kinds === undefined ? '' : wrongKind(node, place, emitter);
  return `${told.map(({ test, body }) => `if(${test}){${body}}`).join('else ')}${failure === '' ? '' : `else{${failure}}`}`;
}

/** The statements for a value whose kind is known. */
function emitKind(kind: Kind, node: SchemaNode, place: Place, emitter: Emitter): string {
  switch (kind) {
    case 'string': {
      const cast = textCast(node);
      const success = cast === undefined ? '' : emitTextCast(cast, describe(node, emitter.schemas), place, emitter);
      return emitChecks(textChecks(node, place.value, emitter), success, place, emitter);
    }
    case 'number':
      return emitChecks(numberChecks(node, place.value, emitter), '', place, emitter);
    case 'array':
      return emitList(node, place, emitter);
    case 'object':
      return emitObject(node, place, emitter);
    case 'null':
      return node.cast === 'undefined' ? `${place.target}=undefined;` : '';
    default:
      return '';
  }
}

function emitLiterals(node: SchemaNode, literals: readonly unknown[], place: Place, emitter: Emitter): string {
  const allowed = literals.filter((literal) => {
    const kind = kindOf(literal);
    return kind !== undefined && (node.kinds ?? kinds).includes(kind);
  });
  const failure = emitter.wrong(describeLiterals(allowed).join(' | ') || 'no value', place);
  // The literals say the kind; what else restricts a value, or casts it, is still to be said.
  const rest = emitOwn({ ...node, literals: undefined, kinds: undefined }, place, emitter);
  if (failure === '' && rest === '') return '';
  return `if(${literalTest(allowed, place.value, emitter)}){${rest}}else{${failure}}`;
}

/** An expression that is true for one of some literals. */
function literalTest(literals: readonly unknown[], value: string, emitter: Emitter): string {
  const scalars = literals.filter((literal) => typeof literal !== 'object' || literal === null);
  const tests = literals
    .filter((literal) => !scalars.includes(literal))
    .map((literal) => `${emitter.use('canonical')}(${value})===${JSON.stringify(canonical(literal))}`);
  if (scalars.length > maxCompared) {
    tests.unshift(`${emitter.constant('literals', JSON.stringify(scalars))}.includes(${value})`);
  } else {
    tests.unshift(...scalars.map((literal) => `${value}===${JSON.stringify(literal)}`));
  }
  return tests.join('||') || 'false';
}

function wrongKind(node: SchemaNode, place: Place, emitter: Emitter): string {
  // What is given in its place may hold the secret too, as text.
  return emitter.wrong(describe(node, emitter.schemas), place, emitter.schemas.hasSecret(node));
}
