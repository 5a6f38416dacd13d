/**
 * Longest names that AWS takes, in characters.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
 * @see https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
 * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
 */
const nameLimits = { function: 64, schedule: 64, queue: 80, topic: 256 } as const;

/** What a queue is for; its suffix says so. */
export type QueueRole = 'source' | 'dlq' | 'undelivered' | 'failed';

const hashLength = 8;

/** The name of a procedure's function: `prod-support-case-get`. */
export function procedureFunctionName(stage: string, api: string, procedure: string): string {
  return shorten(`${stage}-${dashed(api)}-${procedure}`, '', nameLimits.function);
}

/** The name of an event's topic: `prod-support-case-caseCreated`, FIFO with `.fifo`. */
export function topicName(stage: string, api: string, event: string, fifo: boolean): string {
  return shorten(`${stage}-${dashed(api)}-${event}`, fifo ? '.fifo' : '', nameLimits.topic);
}

/** The name of a listener's or a schedule's function, and of the schedule: `prod-helpdesk--notifyAgents`. */
export function handlerFunctionName(stage: string, service: string, handler: string): string {
  return shorten(`${stage}-${service}--${handler}`, '', nameLimits.function);
}

/** The parts of the name of a listener's queue. */
export interface ListenerQueueParts {
  readonly stage: string;
  readonly service: string;
  readonly listener: string;
  /** The dotted name of the event, only for a listener of several. */
  readonly event?: string | undefined;
  readonly role: Exclude<QueueRole, 'failed'>;
  readonly fifo: boolean;
}

/** The name of one of a listener's queues: `prod-helpdesk--notifyAgents--dlq`. */
export function listenerQueueName({ stage, service, listener, event, role, fifo }: ListenerQueueParts): string {
  const base = `${stage}-${service}--${listener}${event === undefined ? '' : `--${dashed(event)}`}`;
  return shorten(base, `${role === 'source' ? '' : `--${role}`}${fifo ? '.fifo' : ''}`, nameLimits.queue);
}

/** The name of the queue of a service's failed asynchronous invocations: `prod-helpdesk--failed`. */
export function failedQueueName(stage: string, service: string): string {
  return shorten(`${stage}-${service}`, '--failed', nameLimits.queue);
}

function dashed(dotted: string): string {
  return dotted.replaceAll('.', '-');
}

/** Shortens a name that is too long: its beginning, `-` and the hash of the whole name without suffix, then the suffix. */
function shorten(base: string, suffix: string, limit: number): string {
  if (base.length + suffix.length <= limit) return base + suffix;
  // Loaded for such a name only: this file is in users' bundles, and Node's crypto would be most of their cold start.
  const { createHash } = process.getBuiltinModule('node:crypto');
  const hash = createHash('sha256').update(base).digest('hex').slice(0, hashLength);
  return `${base.slice(0, limit - hashLength - 1 - suffix.length)}-${hash}${suffix}`;
}
