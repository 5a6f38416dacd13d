import { describePattern } from '../describe.ts';
import { formatNamed } from '../formats.ts';
import type { RuntimeName } from '../runtime-parts.ts';
import type { SchemaNode } from '../schema-node.ts';
import type { Emitter, Place } from './place.ts';

/** One thing to check: the expression that is true when it fails, and what was expected. */
export interface Check {
  readonly fails: string;
  readonly expected: string;
}

const textCasts: Readonly<Record<string, RuntimeName>> = {
  date: 'toDate',
  bigint: 'toBigint',
  bytes: 'toBytes',
  url: 'toUrl',
};

/** The function that casts a string, which checks it as well; undefined where strings stay strings. */
export function textCast({ cast }: SchemaNode): RuntimeName | undefined {
  return cast !== undefined && Object.hasOwn(textCasts, cast) ? textCasts[cast] : undefined;
}

/** What the keywords of strings ask of a string. */
export function textChecks(node: SchemaNode, value: string, emitter: Emitter): readonly Check[] {
  const { minLength = 0, maxLength, pattern, format } = node.text;
  const checks: Check[] = [];
  if (minLength > 0) {
    // A character takes one code unit or two.
    const isShort = `${emitter.use('countCharacters')}(${value})<${minLength}`;
    const fails = minLength === 1 ? `${value}===""` : `${value}.length<${minLength * 2}&&${isShort}`;
    checks.push({ fails, expected: `at least ${count(minLength, 'character')}` });
  }
  if (maxLength !== undefined) {
    const fails = `${value}.length>${maxLength}&&${emitter.use('countCharacters')}(${value})>${maxLength}`;
    checks.push({ fails, expected: `at most ${count(maxLength, 'character')}` });
  }
  if (pattern !== undefined && !(node.cast === 'bigint' && pattern === '^-?\\d+$')) {
    const fails = `!${emitter.constant('pattern', String(new RegExp(pattern, 'u')))}.test(${value})`;
    checks.push({ fails, expected: describePattern(pattern) });
  }
  // A cast reads the format itself.
  const known = format === undefined || textCast(node) !== undefined ? undefined : formatNamed(format);
  if (known !== undefined) {
    const test =
      'test' in known ? emitter.use(known.test) : `${emitter.constant('format', String(known.pattern))}.test`;
    checks.push({ fails: `!${test}(${value})`, expected: known.expected });
  }
  return checks;
}

/** What the keywords of numbers ask of a number. */
export function numberChecks({ number }: SchemaNode, value: string, emitter: Emitter): readonly Check[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = number;
  return [
    ...(number.isInteger ? [{ fails: `!Number.isInteger(${value})`, expected: 'integer' }] : []),
    ...bound(minimum, (limit) => ({ fails: `${value}<${limit}`, expected: `at least ${limit}` })),
    ...bound(maximum, (limit) => ({ fails: `${value}>${limit}`, expected: `at most ${limit}` })),
    ...bound(exclusiveMinimum, (limit) => ({ fails: `${value}<=${limit}`, expected: `more than ${limit}` })),
    ...bound(exclusiveMaximum, (limit) => ({ fails: `${value}>=${limit}`, expected: `less than ${limit}` })),
    ...bound(multipleOf, (of) => ({
      fails: `!${emitter.use('isMultiple')}(${value},${of})`,
      expected: `multiple of ${of}`,
    })),
  ];
}

/** The statements that make checks one after the other until one fails, and then what is done when none does. */
export function emitChecks(checks: readonly Check[], success: string, place: Place, emitter: Emitter): string {
  const { mode } = place.scope;
  // Where nothing is reported, only what a cast depends on is looked at.
  if (checks.length === 0 || (mode === 'off' && success === '')) return success;
  const failures = checks.map(({ fails, expected }) => `if(${fails}){${emitter.wrong(expected, place)}}`);
  return `${failures.join('else ')}${success === '' ? '' : `else{${success}}`}`;
}

/** The statements that cast a string. */
export function emitTextCast(cast: RuntimeName, expected: string, place: Place, emitter: Emitter): string {
  const made = emitter.variable('cast');
  const failure = emitter.wrong(expected, place);
  return `const ${made}=${emitter.use(cast)}(${place.value});if(${made}===undefined){${failure}}else{${place.target}=${made};}`;
}

/** `1 character`, `2 characters`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

function bound(limit: number | undefined, check: (limit: number) => Check): readonly Check[] {
  return limit === undefined ? [] : [check(limit)];
}
