import { closestName, didYouMean } from '../definition/did-you-mean.ts';
import type { JsonSchema } from '../manifest/index.ts';
import { kindOf, literalsOf, memberShape, type PayloadShape, shapeOf } from './payload-shape.ts';

type Policy = Readonly<Record<string, unknown>>;

/** The payload that a filter is held against. */
export interface FilteredPayload {
  readonly payload: JsonSchema;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/**
 * Where a payload filter names what no payload has, so that it would never match: a property, a kind of value, or one
 * of several values. A sentence without its subject, or undefined. What SNS takes as a filter at all is
 * `filterProblem`'s to say.
 */
export function filterMismatch(filter: Policy, { payload, $defs }: FilteredPayload): string | undefined {
  return policyMismatch(filter, shapeOf(payload, $defs), { $defs, path: '' });
}

interface Within {
  readonly $defs: FilteredPayload['$defs'];
  readonly path: string;
}

function policyMismatch(policy: Policy, shape: PayloadShape, { $defs, path }: Within): string | undefined {
  if (shape === undefined) return undefined;
  for (const [key, value] of Object.entries(policy)) {
    if (key === '$or' && Array.isArray(value)) {
      const problems = value.map((alternative) => policyMismatch(alternative, shape, { $defs, path }));
      const problem = problems.find((each) => each !== undefined);
      if (problem !== undefined) return problem;
      continue;
    }
    const place = path === '' ? key : `${path}.${key}`;
    const member = memberShape(shape, key, $defs);
    if ('known' in member)
      return `it names ${place}, which the payload does not have. ${didYouMean(key, member.known)}`;
    const problem = valueMismatch(value, member.shape, { $defs, path: place });
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function valueMismatch(value: unknown, shape: PayloadShape, within: Within): string | undefined {
  if (shape === undefined) return undefined;
  if (!Array.isArray(value)) {
    if (!isObject(value)) return undefined;
    if (shape.some((schema) => kindOf(schema) === 'object')) return policyMismatch(value, shape, within);
    return `${within.path} has properties in it, but is ${inWords(shape)} in the payload`;
  }
  for (const condition of value) {
    const problem = conditionMismatch(condition, shape, within);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function conditionMismatch(condition: unknown, shape: NonNullable<PayloadShape>, { path }: Within): string | undefined {
  const { kind, values } = wanted(condition);
  if (kind !== undefined && ofKind(shape, kind).length === 0) {
    return `${path} has the condition ${JSON.stringify(condition)}, but is ${inWords(shape)} in the payload`;
  }
  for (const value of values) {
    const literals = possible(shape, value);
    if (literals === undefined || literals.includes(value)) continue;
    if (literals.length === 0) {
      return `${path} has the condition ${JSON.stringify(condition)}, but is ${inWords(shape)} in the payload`;
    }
    const closest = closestName(String(value), literals.map(String));
    const meant = closest === undefined ? '' : ` Did you mean "${closest}"?`;
    return `${path} is never ${JSON.stringify(value)}, but ${literals.map((each) => JSON.stringify(each)).join(', ')}.${meant}`;
  }
  return undefined;
}

/** The values of a value's kind that a payload may have; undefined for any. */
function possible(shape: NonNullable<PayloadShape>, value: unknown): readonly unknown[] | undefined {
  const kind = value === null ? 'null' : typeof value;
  const literals = ofKind(shape, kind).map((schema) => (kind === 'null' ? [null] : literalsOf(schema)));
  return literals.some((each) => each === undefined) ? undefined : literals.flatMap((each) => each ?? []);
}

/** The alternatives that may be of a kind. */
function ofKind(shape: NonNullable<PayloadShape>, wantedKind: string): readonly JsonSchema[] {
  return shape.filter((schema) => (kindOf(schema) ?? wantedKind) === wantedKind);
}

interface Wanted {
  /** The kind of value that an operator works on; undefined where it is told by the values, or does not matter. */
  readonly kind?: 'string' | 'number' | undefined;
  /** Values that the payload is compared with as a whole. */
  readonly values: readonly unknown[];
}

const ofText = new Set(['prefix', 'suffix', 'wildcard', 'equals-ignore-case', 'cidr']);

function wanted(condition: unknown): Wanted {
  if (!isObject(condition)) return { values: [condition] };
  const [[operator, value] = ['', undefined]] = Object.entries(condition);
  if (ofText.has(operator)) return { kind: 'string', values: [] };
  if (operator === 'numeric') return { kind: 'number', values: [] };
  if (operator !== 'anything-but') return { values: [] };
  return isObject(value) ? { kind: 'string', values: [] } : { values: [value].flat() };
}

function inWords(shape: NonNullable<PayloadShape>): string {
  const kinds = [...new Set(shape.map(kindOf))].filter((kind) => kind !== undefined);
  if (kinds.length === 0) return 'never';
  return kinds.map((kind) => (kind === 'null' ? kind : `${kind === 'object' ? 'an' : 'a'} ${kind}`)).join(' or ');
}

function isObject(value: unknown): value is Policy {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
