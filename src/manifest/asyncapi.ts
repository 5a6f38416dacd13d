import type { ApiEntry, EventEntry, ListenerEntry, Manifest } from './manifest.ts';
import type { DocumentOptions } from './openrpc.ts';
import { movedReferences } from './references.ts';

const schemas = '#/components/schemas/';

/**
 * The service's events, and those it listens to, as an AsyncAPI 3 document: a channel per event, whose address is the
 * SNS topic's name; an operation `send` per own event and `receive` per listener.
 * @see https://www.asyncapi.com/docs/reference/specification/v3.0.0
 */
export function toAsyncApi(manifest: Manifest, { version = '0.0.0' }: DocumentOptions = {}): object {
  const own = manifest.apis
    .filter(({ internal }) => internal !== true)
    .flatMap((api) => api.events.map((event) => ownEvent(api, event)));
  const names = new Set(own.map(({ name }) => name));
  const foreign = manifest.listeners
    .flatMap(({ events }) => events)
    .filter(({ event }) => !names.has(event))
    .map(({ event, payload, fifo }): DescribedEvent => ({ name: event, payload, fifo }));
  const events = new Map([...foreign, ...own].map((event) => [event.name, event]));

  return {
    asyncapi: '3.0.0',
    info: { title: manifest.service, version },
    defaultContentType: 'application/json',
    channels: mapped(events, toChannel),
    operations: {
      ...Object.fromEntries(own.map((event) => [`fire.${event.name}`, toSend(event)])),
      ...Object.fromEntries(manifest.listeners.flatMap(toReceives)),
    },
    components: {
      messages: mapped(events, toMessage),
      schemas: Object.fromEntries(
        Object.entries(manifest.$defs).map(([name, schema]) => [name, movedReferences(schema, schemas)]),
      ),
    },
  };
}

interface DescribedEvent extends Pick<EventEntry, 'name' | 'payload' | 'fifo' | 'description' | 'deprecated'> {}

function ownEvent(api: ApiEntry, event: EventEntry): DescribedEvent {
  return { ...event, name: `${api.name}.${event.name}` };
}

function toChannel(event: DescribedEvent): object {
  return {
    address: `{stage}-${event.name.replaceAll('.', '-')}${event.fifo ? '.fifo' : ''}`,
    title: event.name,
    ...(event.description === undefined ? {} : { description: event.description }),
    parameters: { stage: { description: 'The stage that the service is deployed to.', default: 'dev' } },
    messages: { [event.name]: { $ref: `#/components/messages/${event.name}` } },
  };
}

function toMessage(event: DescribedEvent): object {
  return {
    name: event.name,
    ...(event.description === undefined ? {} : { description: event.description }),
    contentType: 'application/json',
    payload: movedReferences(event.payload, schemas),
    headers: {
      type: 'object',
      properties: {
        'lambdabus.event': { type: 'string', const: event.name },
        'lambdabus.id': { type: 'string', format: 'uuid' },
        traceparent: { type: 'string' },
      },
    },
  };
}

function toSend(event: DescribedEvent): object {
  return { action: 'send', ...channelOf(event.name) };
}

function toReceives(listener: ListenerEntry): readonly (readonly [string, object])[] {
  return listener.events.map(({ event }) => [
    listener.several ? `${listener.name}.${event}` : listener.name,
    {
      action: 'receive',
      ...(listener.description === undefined ? {} : { description: listener.description }),
      ...channelOf(event),
    },
  ]);
}

function channelOf(event: string): object {
  const channel = `#/channels/${event}`;
  return { channel: { $ref: channel }, messages: [{ $ref: `${channel}/messages/${event}` }] };
}

function mapped(
  events: ReadonlyMap<string, DescribedEvent>,
  describe: (event: DescribedEvent) => object,
): Readonly<Record<string, object>> {
  return Object.fromEntries(
    [...events].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, event]) => [name, describe(event)]),
  );
}
