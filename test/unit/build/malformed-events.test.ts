import { join } from 'node:path';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueUrlCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { createBus } from '../../../src/index.ts';
import { type LocalBus, type LocalBusEvent, startLocalBus } from '../../../src/local/index.ts';
import { writeService } from './temporary-service.ts';

const { root, remove } = writeService({
  'package.json': '{ "name": "desk", "type": "module" }',
  'apis.ts': `import { Api, event } from 'lambdabus';

export interface Payload { id: string; at?: Date; /** @sensitive */ card?: string }

export class UsualApi extends Api {
  static readonly meta = { name: 'desk.usual' } as const;
  readonly happened = event<Payload>();
  async announce({ payload }: { payload: unknown }): Promise<void> { await this.happened.fire(payload as Payload); }
}
export class StrictApi extends Api {
  static readonly meta = { name: 'desk.strict', validation: 'strict' } as const;
  readonly happened = event<Payload>();
  async announce({ payload }: { payload: unknown }): Promise<void> { await this.happened.fire(payload as Payload); }
}
export class OffApi extends Api {
  static readonly meta = { name: 'desk.off', validation: 'off' } as const;
  readonly happened = event<Payload>();
  async announce({ payload }: { payload: unknown }): Promise<void> { await this.happened.fire(payload as Payload); }
}
`,
  'bus.ts': `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';

export * from './apis.ts';
const bus = createBus<typeof apis>();
const tell = (name: string) => async (payload: apis.Payload) => {
  console.log(name, JSON.stringify({ ...payload, isDate: payload.at instanceof Date }));
};
export const usual = bus.desk.usual.happened.listen(tell('usual'));
export const strict = bus.desk.strict.happened.listen(tell('strict'));
export const off = bus.desk.off.happened.listen(tell('off'));
`,
});
const events: LocalBusEvent[] = [];
let local: LocalBus;
let sns: SNSClient;
let sqs: SQSClient;

beforeAll(async () => {
  local = await startLocalBus({
    manifests: [await build(join(root, 'bus.ts'))],
    onEvent: (event) => events.push(event),
  });
  Object.assign(process.env, local.environment);
  const client = {
    endpoint: local.endpoint,
    region: local.region,
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  };
  sns = new SNSClient(client);
  sqs = new SQSClient(client);
}, 120_000);

afterEach(() => {
  events.length = 0;
});

afterAll(async () => {
  for (const client of [sns, sqs]) client?.destroy();
  await local?.stop();
  remove();
});

const lines = (name: string) =>
  events.flatMap((event) => (event.type === 'log' && event.line.startsWith(`${name} {`) ? [event.line] : []));

/** As a program of another language publishes: nothing is checked before. */
async function publish(api: string, payload: object): Promise<void> {
  const TopicArn = `arn:aws:sns:us-east-1:000000000000:dev-desk-${api}-happened`;
  await sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(payload) }));
  await local.settled();
}

async function deadLetters(listener: string): Promise<readonly { body: string; attributes: Record<string, string> }[]> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `dev-desk--${listener}--dlq` }));
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ['All'] }),
  );
  return Messages.map(({ Body = '', MessageAttributes = {} }) => ({
    body: Body,
    attributes: Object.fromEntries(
      Object.entries(MessageAttributes).map(([name, { StringValue = '' }]) => [name, StringValue]),
    ),
  }));
}

describe('a malformed event', () => {
  it('rests in the dead-letter queue after one attempt, with every failing path and nothing secret', async () => {
    await publish('usual', { id: 7, at: 'never', card: 4111111111 });

    const [letter] = await deadLetters('usual');
    expect(letter?.attributes).toMatchObject({ 'lambdabus.attempts': '1' });
    expect(letter?.attributes['lambdabus.error']).toMatch(/VALIDATION_FAILED.*\/id: .*\/at: .*\/card: /s);
    const told = JSON.stringify([letter?.attributes, events.filter(({ type }) => type === 'log')]);
    expect(told).not.toContain('4111111111');
  });
});

describe('the validation of an API holds for its events', () => {
  const bus = createBus<unknown>({ stage: 'dev' });

  it('by default keeps unknown properties, so that producers may add fields', async () => {
    await bus.$client.call('desk.usual.announce', { payload: { id: 'a', added: 1 } });
    await local.settled();

    expect(lines('usual')).toEqual(['usual {"id":"a","added":1,"isDate":false}']);
  });

  it('strict refuses unknown properties before firing, and where they arrive', async () => {
    const fired = bus.$client.call('desk.strict.announce', { payload: { id: 'a', added: 1 } });
    await expect(fired).rejects.toMatchObject({ code: 'VALIDATION_FAILED', data: { issues: [{ path: '/added' }] } });

    await publish('strict', { id: 'b', added: 1 });

    expect(lines('strict')).toEqual([]);
    expect(await deadLetters('strict')).toMatchObject([{ body: '{"id":"b","added":1}' }]);
  });

  it('off refuses nothing, and still casts', async () => {
    await publish('off', { id: 7, at: '1970-01-01T00:00:00.000Z' });

    expect(lines('off')).toEqual(['off {"id":7,"at":"1970-01-01T00:00:00.000Z","isDate":true}']);
  });
});
