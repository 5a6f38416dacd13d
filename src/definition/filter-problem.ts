/**
 * SNS's limits of a filter policy.
 * @see https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
 */
const limits = { keys: 5, combinations: 150, bytes: 262_144, magnitude: 1e9, decimals: 5 } as const;

type Policy = Readonly<Record<string, unknown>>;

/** What is wrong with a payload filter, as a sentence without its subject, or undefined. */
export function filterProblem(filter: Policy): string | undefined {
  const keys = keysOf(filter);
  if (keys.length === 0) return 'it has no property; a filter names one at least, such as { status: ["open"] }';
  if (keys.length > limits.keys) {
    return `it has ${keys.length} properties (${keys.join(', ')}); SNS takes ${limits.keys} at the top level. Nest them, or ask in the handler`;
  }
  const wrong = policyProblem(filter, '');
  if (wrong !== undefined) return wrong;
  const combinations = combinationsOf(filter, 1);
  if (combinations > limits.combinations) {
    return `it has ${combinations} combinations; SNS takes ${limits.combinations}. They are the product over all lists of the number of conditions, times the depth of the property`;
  }
  const bytes = new TextEncoder().encode(JSON.stringify(filter)).length;
  return bytes > limits.bytes ? `it has ${bytes} bytes of JSON; SNS takes ${limits.bytes}` : undefined;
}

/** The properties at the top level, also those in the alternatives of `$or`. */
function keysOf(filter: Policy): readonly string[] {
  const keys = Object.entries(filter).flatMap(([key, value]) =>
    key === '$or' && Array.isArray(value)
      ? value.flatMap((alternative) => (isObject(alternative) ? Object.keys(alternative) : []))
      : [key],
  );
  return [...new Set(keys)];
}

function policyProblem(policy: Policy, path: string): string | undefined {
  for (const [key, value] of Object.entries(policy)) {
    const place = path === '' ? key : `${path}.${key}`;
    const problem = key === '$or' ? alternativesProblem(value, place, path) : valueProblem(value, place);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function alternativesProblem(value: unknown, place: string, path: string): string | undefined {
  if (!Array.isArray(value) || value.length < 2 || !value.every(isObject)) {
    return `${place} must be a list of two filters or more`;
  }
  return first(value, (alternative) => policyProblem(alternative, path));
}

function valueProblem(value: unknown, place: string): string | undefined {
  if (isObject(value)) {
    if (Object.keys(value).length === 0) return `${place} has no property`;
    return policyProblem(value, place);
  }
  if (!Array.isArray(value)) return `${place} is ${JSON.stringify(value)}; conditions stand in a list: ["open"]`;
  if (value.length === 0) return `${place} has no condition, so nothing would match`;
  return first(value, (condition) => conditionProblem(condition, place));
}

const text = (value: unknown): boolean => typeof value === 'string' && value !== '';
const scalar = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** What each operator takes. */
const operators: Readonly<Record<string, (value: unknown) => boolean>> = {
  prefix: text,
  suffix: text,
  'equals-ignore-case': text,
  wildcard: text,
  cidr: text,
  exists: (value) => typeof value === 'boolean',
  numeric: isNumericRange,
  'anything-but': (value) =>
    scalar(value) ||
    (Array.isArray(value) && value.length > 0 && value.every(scalar)) ||
    (isObject(value) && isOperator(value, ['prefix', 'suffix', 'wildcard', 'equals-ignore-case'])),
};

function conditionProblem(condition: unknown, place: string): string | undefined {
  if (typeof condition === 'number') return isNumber(condition) ? undefined : numberProblem(condition, place);
  if (scalar(condition)) return undefined;
  if (isObject(condition) && isOperator(condition, Object.keys(operators))) return undefined;
  return `${place} has the condition ${JSON.stringify(condition)}, which SNS does not know; it is a value, or an object with one of ${Object.keys(operators).join(', ')}`;
}

function isOperator(condition: Policy, allowed: readonly string[]): boolean {
  const [[name, value] = ['', undefined], ...more] = Object.entries(condition);
  return more.length === 0 && allowed.includes(name) && operators[name]?.(value) === true;
}

/** `["=", 1]`, `["<", 1]`, or a range: `[">=", 0, "<", 100]`. */
function isNumericRange(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [operator, number, upper, most, ...more] = value;
  if (!isNumber(number) || more.length > 0) return false;
  if (value.length === 2) return ['=', '<', '<=', '>', '>='].includes(operator);
  return ['>', '>='].includes(operator) && ['<', '<='].includes(upper) && isNumber(most);
}

function isNumber(value: unknown): value is number {
  if (typeof value !== 'number' || Math.abs(value) > limits.magnitude) return false;
  return Number(value.toFixed(limits.decimals)) === value;
}

function numberProblem(value: number, place: string): string {
  return `${place} has the number ${value}; SNS takes −1,000,000,000 to 1,000,000,000 with ${limits.decimals} decimals`;
}

/** The product over the lists of the number of their conditions times their depth; alternatives are added up. */
function combinationsOf(policy: Policy, depth: number): number {
  return Object.entries(policy).reduce((product, [key, value]) => {
    if (key === '$or' && Array.isArray(value)) {
      return product * value.reduce((sum: number, alternative: Policy) => sum + combinationsOf(alternative, depth), 0);
    }
    if (Array.isArray(value)) return product * value.length * depth;
    return product * combinationsOf(value as Policy, depth + 1);
  }, 1);
}

function first<T>(values: readonly T[], problemOf: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const problem = problemOf(value);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function isObject(value: unknown): value is Policy {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
