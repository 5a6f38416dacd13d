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
import { named, type OptionRule, type OptionRules, oneOf, wholeNumber } from './option-rule.ts';
import { isDeclaredUse, isEnvironment, isInside, isTimeZone, timeZoneProblem } from './option-values.ts';
import { isJson, isPlainObject } from './plain-values.ts';

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

const timeZones = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#time-zones';

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
    batchSize: wholeNumber(1, 10_000, 'messages', sqsMapping),
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
    timezone: {
      accepts: isTimeZone,
      allowed: 'an IANA time zone, such as "Europe/Berlin"',
      problem: timeZoneProblem,
      page: timeZones,
    },
  } satisfies Record<(typeof scheduleOptionNames)[number], OptionRule>,
} as const;

function handlerNameProblem(name: string): string | undefined {
  return handlerPattern.test(name) ? undefined : 'does not match [A-Za-z][A-Za-z0-9_]*';
}
