import { didYouMean } from '../../definition/did-you-mean.ts';
import { filterProblem } from '../../definition/filter-problem.ts';
import {
  type apiMetaNames,
  apiNameProblem,
  applicationLogLevels,
  architectures,
  type eventOptionNames,
  graphFindings,
  handlerPattern,
  isStandardSchema,
  type listenerOptionNames,
  logRetentionDays,
  memberNameProblem,
  type procedureOptionNames,
  type procedureSchemaNames,
  runtimes,
  type scheduleOptionNames,
  servicePattern,
  systemLogLevels,
  tracingModes,
} from '../../definition/index.ts';
import type { LoadProblem } from './loaded-bus.ts';

/** What one option takes. */
interface OptionRule {
  readonly accepts: (value: unknown) => boolean;
  /** Says what a value is without quoting it. @default the value as JSON */
  readonly show?: (value: unknown) => string;
  /** Completes "… must be". */
  readonly allowed: string;
  /** What is wrong with a value that is accepted so far, after "it": said instead of what is allowed. */
  readonly problem?: (value: unknown) => string | undefined;
  /** The page that a limit comes from. */
  readonly page?: string;
}

/** The rules of one kind of options, by their names. */
export type OptionRules = Readonly<Record<string, OptionRule>>;

const lambdaLimits = 'https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html';
const sqsMapping = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html';
const sqsScaling = 'https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html';
const redrivePolicy =
  'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html';
const filterPolicies = 'https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html';
const largeMessages = 'https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html';
const environmentVariables = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html';

const ephemeralStorage = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html';
const concurrency = 'https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html';
const logRetention = 'https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html';
const asynchronousInvocation = 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html';

const environmentBytes = 4096;
const packageName = /^(?:@[a-z0-9-~][\w.~-]*\/)?[a-z0-9-~][\w.~-]*$/;

const functionRules = {
  memory: wholeNumber(128, 10_240, 'MB', lambdaLimits),
  timeout: wholeNumber(1, 900, 'seconds', lambdaLimits),
  environment: {
    accepts: isEnvironment,
    // Its values may be secrets.
    show: (value) => (isPlainObject(value) ? `an object with ${Object.keys(value).join(', ')}` : typeof value),
    allowed:
      'an object of strings, 4 KB together, whose names have two characters or more, start with a letter, hold letters, digits and _ only, and do not start with AWS_ or LAMBDABUS_',
    page: environmentVariables,
  },
  architecture: oneOf(...architectures),
  runtime: oneOf(...runtimes),
  ephemeralStorage: wholeNumber(512, 10_240, 'MB', ephemeralStorage),
  reservedConcurrency: {
    accepts: (value) => Number.isInteger(value) && Number(value) >= 0,
    allowed: 'a whole number of at least 0, and no more than the account has left',
    page: concurrency,
  },
  tracing: oneOf(...tracingModes),
  logRetention: {
    accepts: (value) => value === 'forever' || logRetentionDays.some((days) => days === value),
    allowed: `"forever", or a number of days that CloudWatch knows: ${logRetentionDays.join(', ')}`,
    page: logRetention,
  },
  applicationLogLevel: oneOf(...applicationLogLevels),
  systemLogLevel: oneOf(...systemLogLevels),
} satisfies OptionRules;

const packagingRules = {
  external: {
    accepts: (value) =>
      Array.isArray(value) && value.every((name) => typeof name === 'string' && packageName.test(name)),
    allowed: 'an array of names of packages, such as ["sharp"]',
  },
  assets: {
    accepts: (value) =>
      Array.isArray(value) && value.every((pattern) => typeof pattern === 'string' && isInside(pattern)),
    allowed: 'an array of patterns of files inside of the package, such as ["templates/**"]',
  },
  bundleBudget: {
    accepts: (value) => typeof value === 'number' && value > 0 && Number.isFinite(value),
    allowed: 'a number of kB above 0',
  },
} satisfies OptionRules;

const asynchronousRules = {
  maxEventAge: wholeNumber(60, 21_600, 'seconds', asynchronousInvocation),
} satisfies OptionRules;

const usesRules = {
  uses: {
    accepts: (value) => Array.isArray(value) && value.every(isDeclaredUse),
    allowed:
      'an array of dotted names, such as ["support.case.get"], or of { call: … } and { fire: … } for names of services whose types are not at hand',
  },
  acknowledge: {
    accepts: (value) => Array.isArray(value) && value.every((code) => graphFindings.includes(code)),
    allowed: `an array of ${graphFindings.map((code) => `"${code}"`).join(', ')}`,
  },
} satisfies OptionRules;

const boolean: OptionRule = { accepts: (value) => typeof value === 'boolean', allowed: 'true or false' };

const procedureRules = {
  ...functionRules,
  ...asynchronousRules,
  ...usesRules,
  ...packagingRules,
  idempotent: boolean,
  renamedFrom: named('procedure', memberNameProblem, 'find'),
  retryAttempts: wholeNumber(0, 2, 'attempts', asynchronousInvocation),
  validation: oneOf('strict', 'default', 'off'),
} satisfies Record<(typeof procedureOptionNames)[number], OptionRule>;

const schema: OptionRule = {
  accepts: isStandardSchema,
  allowed: 'a Standard Schema, such as one of zod, valibot or ArkType',
  page: 'https://standardschema.dev',
};

/** The rules of every kind of options. `name` and `procedures` of an API's meta have checks of their own. */
export const optionRules = {
  procedure: { ...procedureRules, params: schema, result: schema } satisfies Record<
    (typeof procedureOptionNames)[number] | (typeof procedureSchemaNames)[number],
    OptionRule
  >,
  api: {
    ...procedureRules,
    name: { accepts: () => true, allowed: '' },
    autoRegister: boolean,
    internal: boolean,
    renamedFrom: named('API', apiNameProblem, 'support.ticket'),
    procedures: { accepts: isPlainObject, allowed: 'an object with the options of single procedures by their names' },
  } satisfies Record<(typeof apiMetaNames)[number], OptionRule>,
  event: {
    fifo: boolean,
    renamedFrom: named('event', memberNameProblem, 'ticketCreated'),
    maximumMessageSize: wholeNumber(262_144, 1_048_576, 'bytes', largeMessages),
    openTo: {
      accepts: (value) =>
        Array.isArray(value) && value.every((name) => typeof name === 'string' && servicePattern.test(name)),
      allowed: 'an array of service names, such as ["billing"]',
    },
  } satisfies Record<(typeof eventOptionNames)[number], OptionRule>,
  listener: {
    ...functionRules,
    ...usesRules,
    ...packagingRules,
    batchSize: wholeNumber(1, 10, 'messages', sqsMapping),
    batchWindow: wholeNumber(0, 300, 'seconds', sqsMapping),
    maxReceiveCount: wholeNumber(1, 1000, 'receives', redrivePolicy),
    maxConcurrency: wholeNumber(2, 1000, 'invocations', sqsScaling),
    filter: {
      accepts: (value) => isPlainObject(value) && isJson(value),
      allowed: 'a payload filter, such as { status: ["open"] }, of plain JSON values',
      problem: (value) => (isPlainObject(value) ? filterProblem(value) : undefined),
      page: filterPolicies,
    },
    onError: oneOf('dead-letter', 'discard'),
    renamedFrom: named('listener', handlerNameProblem, 'notify'),
  } satisfies Record<(typeof listenerOptionNames)[number], OptionRule>,
  schedule: {
    ...functionRules,
    ...asynchronousRules,
    ...usesRules,
    ...packagingRules,
    timezone: { accepts: isTimeZone, allowed: 'an IANA time zone, such as "Europe/Berlin"' },
  } satisfies Record<(typeof scheduleOptionNames)[number], OptionRule>,
} as const;

/** Checks options against their rules. */
export function checkOptions(
  options: Readonly<Record<string, unknown>>,
  rules: OptionRules,
  owner: { readonly subject: string; readonly exportName: string; readonly path: readonly string[] },
): readonly LoadProblem[] {
  return Object.entries(options).flatMap(([name, value]): readonly LoadProblem[] => {
    const place = { at: 'export', name: owner.exportName, path: [...owner.path, name] } as const;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      const message = `${sentence(owner.subject)} has no option "${name}".`;
      return [
        {
          code: 'OPTION_UNKNOWN',
          message,
          hint: didYouMean(name, Object.keys(rules).sort()),
          place: { ...place, part: 'name' },
        },
      ];
    }
    if (value === undefined) return [];
    const isAccepted = rule.accepts(value);
    const problem = isAccepted ? rule.problem?.(value) : `it must be ${rule.allowed}`;
    if (problem === undefined) return [];
    const message = isAccepted
      ? `"${name}" of ${owner.subject} cannot be deployed: ${problem}.`
      : `"${name}" of ${owner.subject} is ${(rule.show ?? show)(value)}; ${problem}.`;
    return [
      {
        code: 'OPTION_INVALID',
        message,
        hint: `Correct the value, or leave the option out.${rule.page === undefined ? '' : ` See ${rule.page}`}`,
        place,
      },
    ];
  });
}

function sentence(subject: string): string {
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`;
}

/** A value as an error shows it: short, and on one line. */
export function show(value: unknown): string {
  if (typeof value === 'function') return `the function ${value.name || '(anonymous)'}`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number' || typeof value === 'symbol' || value === undefined) return String(value);
  const text = isJson(value) ? JSON.stringify(value) : Object.prototype.toString.call(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Whether a value is an object as `{}` makes it, rather than an array or an instance of a class. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function isJson(value: unknown): boolean {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return isPlainObject(value) && Object.values(value).every((member) => member === undefined || isJson(member));
}

function wholeNumber(least: number, most: number, unit: string, page: string): OptionRule {
  return {
    accepts: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    allowed: `a whole number of ${unit} from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`,
    page,
  };
}

/** The former name of something. */
function named(what: string, problemOf: (name: string) => string | undefined, example: string): OptionRule {
  return {
    accepts: (value) => typeof value === 'string' && problemOf(value) === undefined,
    allowed: `the former name of the ${what}, such as "${example}"`,
  };
}

function handlerNameProblem(name: string): string | undefined {
  return handlerPattern.test(name) ? undefined : 'does not match [A-Za-z][A-Za-z0-9_]*';
}

function oneOf(...values: readonly string[]): OptionRule {
  return {
    accepts: (value) => typeof value === 'string' && values.includes(value),
    allowed: `one of ${values.map((value) => `"${value}"`).join(', ')}`,
  };
}

function isInside(pattern: string): boolean {
  return pattern !== '' && !/^(?:[\\/]|[A-Za-z]:)/.test(pattern) && !pattern.split(/[\\/]/).includes('..');
}

function isEnvironment(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const entries = Object.entries(value);
  const bytes = entries.reduce((sum, [name, text]) => sum + Buffer.byteLength(`${name}${String(text)}`), 0);
  return (
    bytes <= environmentBytes &&
    entries.every(
      ([name, text]) =>
        typeof text === 'string' && /^[A-Za-z][A-Za-z0-9_]+$/.test(name) && !/^(AWS_|LAMBDABUS_)/.test(name),
    )
  );
}

function isDeclaredUse(use: unknown): boolean {
  if (typeof use === 'string') return isDottedMember(use);
  if (!isPlainObject(use)) return false;
  const { call, fire, fifo, ...rest } = use;
  if (Object.keys(rest).length > 0 || (call === undefined) === (fire === undefined)) return false;
  if (fifo !== undefined && (fire === undefined || typeof fifo !== 'boolean')) return false;
  return isDottedMember(call ?? fire);
}

/** Whether a value is the dotted name of a procedure or event: that of an API and a member of it. */
function isDottedMember(value: unknown): boolean {
  return typeof value === 'string' && /^[a-z][A-Za-z0-9_]*(\.[a-z][A-Za-z0-9_]*)+$/.test(value);
}

function isTimeZone(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: value });
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}
