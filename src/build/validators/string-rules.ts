import type { JsonSchema } from '../../manifest/index.ts';

/** A condition that a value breaks, in generated code, and what was expected instead. */
export interface Rule {
  readonly breaks: string;
  readonly expected: string;
}

/** Conditions of formats over the variable `v`; formats that are not here say something for people only. */
const formats: Readonly<Record<string, { readonly holds: (v: string) => string; readonly expected: string }>> = {
  'date-time': { holds: (v) => `isDateTime(${v})`, expected: 'an ISO 8601 date-time' },
  date: { holds: (v) => `isDate(${v})`, expected: 'a date such as 2026-11-30' },
  time: byPattern(
    String.raw`^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$`,
    'a time such as 12:30:00Z',
  ),
  email: byPattern(
    String.raw`^[^\s@"(),:;<>[\]\\]+(?<!\.)@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$`,
    'an email address',
  ),
  hostname: byPattern(
    String.raw`^(?=.{1,253}$)(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`,
    'a host name',
  ),
  uuid: byPattern('^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$', 'a UUID'),
  ipv4: byPattern(String.raw`^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$`, 'an IPv4 address'),
  ipv6: { holds: (v) => `/^[\\da-f:.]+$/i.test(${v})&&URL.canParse("http://["+${v}+"]")`, expected: 'an IPv6 address' },
  uri: { holds: (v) => `/^[a-z][a-z\\d+.-]*:/i.test(${v})&&URL.canParse(${v})`, expected: 'a URL' },
};

function byPattern(pattern: string, expected: string): (typeof formats)[string] {
  return { holds: (v) => `/${pattern}/.test(${v})`, expected };
}

/** What a string must be besides a string, over the variable `v`. */
export function stringRules(schema: JsonSchema, v: string): readonly Rule[] {
  const { minLength, maxLength, pattern, format, contentEncoding } = schema;
  const rules: Rule[] = [];
  // A string has at least half as many code points as units, and never more: most need not be counted.
  if (typeof minLength === 'number') {
    rules.push({
      breaks: `${v}.length<${minLength}||codePoints(${v})<${minLength}`,
      expected: `at least ${minLength} characters`,
    });
  }
  if (typeof maxLength === 'number') {
    rules.push({
      breaks: `${v}.length>${maxLength}&&codePoints(${v})>${maxLength}`,
      expected: `at most ${maxLength} characters`,
    });
  }
  if (typeof pattern === 'string') {
    rules.push({ breaks: `!${new RegExp(pattern, 'u')}.test(${v})`, expected: `a string like ${pattern}` });
  }
  const known = typeof format === 'string' ? formats[format] : undefined;
  if (known !== undefined) rules.push({ breaks: `!(${known.holds(v)})`, expected: known.expected });
  if (contentEncoding === 'base64') {
    const base64 = '/^(?:[A-Za-z\\d+/]{4})*(?:[A-Za-z\\d+/]{2}==|[A-Za-z\\d+/]{3}=)?$/';
    rules.push({ breaks: `!${base64}.test(${v})`, expected: 'base64' });
  }
  return rules;
}

/** What a number must be besides a number, over the variable `v`. */
export function numberRules(schema: JsonSchema, v: string): readonly Rule[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  return [
    ...rule(minimum, (limit) => ({ breaks: `${v}<${limit}`, expected: `at least ${limit}` })),
    ...rule(maximum, (limit) => ({ breaks: `${v}>${limit}`, expected: `at most ${limit}` })),
    ...rule(exclusiveMinimum, (limit) => ({ breaks: `${v}<=${limit}`, expected: `more than ${limit}` })),
    ...rule(exclusiveMaximum, (limit) => ({ breaks: `${v}>=${limit}`, expected: `less than ${limit}` })),
    ...rule(multipleOf, (step) => ({ breaks: `!isMultiple(${v},${step})`, expected: `a multiple of ${step}` })),
  ];
}

function rule(limit: unknown, make: (limit: number) => Rule): readonly Rule[] {
  return typeof limit === 'number' ? [make(limit)] : [];
}
