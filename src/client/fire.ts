import {
  assertNotBuildPhase,
  BusError,
  type FifoFireOptions,
  type FiredEvent,
  type FireOptions,
} from '../definition/index.ts';
import {
  attributeNames,
  currentRequest,
  type EncodedCast,
  encode,
  type FunctionContext,
  functionContext,
  type Issue,
  nextTraceparent,
} from '../wire/index.ts';
import { type TopicAddress, topicAddress } from './address.ts';
import { Deadline, defaultTimeoutMs } from './deadline.ts';
import { deployed } from './deployment.ts';
import { eventId } from './event-id.ts';
import { largestMessageBytes, messageBytes, messageLimitBytes } from './message-size.ts';
import type { BusOptions } from './options.ts';
import type { EventPublisher, OutgoingMessage } from './ports.ts';
import { PublishBatcher, type Sending } from './publish-batcher.ts';
import { remembered } from './remembered.ts';
import { snsPublisher } from './sns-publisher.ts';
import { toTransportError } from './transport-errors.ts';

// One for each way to publish: the order of a FIFO group holds for all of a process, whichever bus fires.
const batchers = new WeakMap<EventPublisher, PublishBatcher>();

/** What a function is that fires its API's own events. */
const ownBus: BusOptions = {};

/** What is known of an event of a bus. */
interface EventFacts {
  /** Services that know it by its former name only hear it there. */
  readonly former: string | undefined;
  /** The most bytes that it may have with its attributes. */
  readonly limitBytes: number;
  /** Its topics, once they are found. */
  readonly topics: { standard?: TopicAddress; fifo?: TopicAddress };
}

const factsOf = remembered((event, { maximumMessageSizes }): EventFacts => {
  assertNotBuildPhase(`The event ${event}`);
  return {
    former: deployed<string>('LAMBDABUS_FORMER_EVENTS')[event],
    limitBytes: deployed('LAMBDABUS_MESSAGE_SIZES', maximumMessageSizes)[event] ?? messageLimitBytes,
    topics: {},
  };
});

/** Fires an event by its dotted name; resolves when SNS has accepted it. What is fired in one tick goes together. */
export async function fireEvent(
  event: string,
  payload: unknown,
  options: FireOptions & Partial<FifoFireOptions> = {},
  bus: BusOptions = ownBus,
): Promise<FiredEvent> {
  const facts = factsOf(event, bus);
  const known = functionContext();
  const check = known?.fires[event];
  if (known !== undefined) assertGroup(event, options.fifoGroup, known);
  const id = eventId();
  // Collected only for who asks for them.
  const casts: EncodedCast[] | undefined = check?.length === 3 ? [] : undefined;
  const wire = encode(payload, casts, `The payload of ${event}`) ?? {};
  if (check !== undefined) {
    const issues: Issue[] = [];
    const checking = check(wire, issues, casts);
    // Only a Standard Schema takes its time: otherwise the message joins its tick's batch.
    if (checking instanceof Promise) await checking;
    if (issues.length > 0) throw payloadInvalid(event, issues);
  }
  const message = toMessage(event, id, wire, options);
  const bytes = messageBytes(message);
  assertSize(event, bytes, facts);
  const deadline = new Deadline({
    what: `Publishing ${event} to its topic`,
    advice: 'or see what keeps SNS from answering; it may have taken the event all the same',
    timeoutMs: options.timeoutMs ?? bus.timeoutMs ?? defaultTimeoutMs,
    signal: options.signal,
  }).start();
  const sending = { message, bytes, deadline };
  try {
    if (facts.former === undefined) {
      await publish(event, facts, sending, bus);
    } else {
      const both = [event, facts.former].map((name) => publish(name, factsOf(name, bus), sending, bus));
      await Promise.allSettled(both);
      await Promise.all(both);
    }
  } finally {
    deadline.done();
  }
  return { id };
}

/** Publishes a message to the topic of one of its event's names. */
async function publish(name: string, { topics }: EventFacts, sending: Sending, bus: BusOptions): Promise<void> {
  const { publisher = snsPublisher } = bus;
  const { message, deadline } = sending;
  const kind = message.deduplicationId === undefined ? 'standard' : 'fifo';
  let resource = name;
  // What is wrong with the name or the stage is said as it is.
  const found = topics[kind] ?? topicAddress(name, kind === 'fifo', bus, publisher);
  try {
    // Awaited only where it has to be asked for: otherwise the message joins its tick's batch.
    const address = found instanceof Promise ? await deadline.within(found) : found;
    topics[kind] = address;
    resource = address.topicArn;
    await batcherOf(publisher).publish(address, sending);
  } catch (error) {
    const event = message.attributes[attributeNames.event] ?? name;
    throw toTransportError(error, { name: event, resource, kind: 'topic', deadline });
  }
}

function batcherOf(publisher: EventPublisher): PublishBatcher {
  const known = batchers.get(publisher) ?? new PublishBatcher(publisher);
  batchers.set(publisher, known);
  return known;
}

function toMessage(
  event: string,
  id: string,
  wire: unknown,
  { fifoGroup, fairGroup, idempotencyKey = id }: FireOptions & Partial<FifoFireOptions>,
): OutgoingMessage {
  return {
    body: JSON.stringify(wire),
    attributes: {
      [attributeNames.event]: event,
      [attributeNames.id]: id,
      [attributeNames.traceparent]: nextTraceparent(currentRequest()?.traceparent),
    },
    groupId: fifoGroup ?? fairGroup,
    deduplicationId: fifoGroup === undefined ? undefined : idempotencyKey,
  };
}

/** Whether an event has a group exactly when it is FIFO, as far as the function's build knows the event. */
function assertGroup(event: string, group: string | undefined, { fires, fifo = [] }: FunctionContext): void {
  const isFifo = fifo.includes(event);
  if (isFifo === (group !== undefined) || (!isFifo && fires[event] === undefined)) return;
  throw new BusError(
    'FIFO_GROUP_INVALID',
    isFifo
      ? `The event ${event} is FIFO, and was fired without a fifoGroup. Say within what its order counts: fire(payload, { fifoGroup: id }).`
      : `The event ${event} is not FIFO, and was fired with a fifoGroup. Leave it out, or define the event with event<T>({ fifo: true }).`,
  );
}

function assertSize(event: string, bytes: number, { limitBytes: limit }: EventFacts): void {
  if (bytes <= limit) return;
  const advice =
    limit >= largestMessageBytes
      ? ''
      : `, or define the event with event<T>({ maximumMessageSize }), up to 1,048,576; a client outside of its service is told so by createBus({ maximumMessageSizes: { "${event}": 1048576 } })`;
  throw new BusError(
    'PAYLOAD_TOO_LARGE',
    `The event ${event} is ${bytes} bytes with its attributes; SNS takes ${limit}. Put large data into S3 and fire its key${advice}.`,
    { data: { bytes, limit } },
  );
}

/** The error of a payload that is not what its event says. */
export function payloadInvalid(event: string, issues: readonly Issue[]): BusError {
  const [first] = issues;
  return new BusError(
    'VALIDATION_FAILED',
    `The payload of ${event} is not valid, and it was not fired: ${first?.path === '' ? '' : `${first?.path}: `}${first?.message}${issues.length > 1 ? `; and ${issues.length - 1} more` : ''}.`,
    { data: { issues } },
  );
}
