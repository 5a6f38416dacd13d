import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PublishBatchCommand, SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { writeBatches } from '../../../src/client/batch-form.ts';
import type { OutgoingMessage } from '../../../src/client/ports.ts';
import { snsPublisher } from '../../../src/client/sns-publisher.ts';

/** SNS, as far as one answer is concerned. */
const endpoint = {
  bodies: [] as string[],
  answer: '',
  status: 200,
};
const server: Server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    endpoint.bodies.push(Buffer.concat(chunks).toString());
    response.writeHead(endpoint.status, { 'content-type': 'text/xml' }).end(endpoint.answer);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // It listens on TCP, so its address has a port.
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  vi.stubEnv('AWS_REGION', 'us-east-1');
});
afterAll(() => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  endpoint.bodies = [];
  endpoint.status = 200;
});
afterEach(() => {
  vi.restoreAllMocks();
});

const topicArn = 'arn:aws:sns:us-east-1:000000000000:dev-support-case-created';

/** Two messages with everything that an encoding can get wrong. */
const messages: readonly OutgoingMessage[] = [
  {
    body: '{"text":"a+b c&d=e%20 !\'()*~-_. äß € 😀 \\n\\u2028"}',
    attributes: { 'lambdabus.event': 'support.case.created', 'lambdabus.id': '1', traceparent: '00-a-b-01' },
    groupId: undefined,
    deduplicationId: undefined,
  },
  {
    body: '{}',
    attributes: { 'lambdabus.event': 'support.case.created' },
    groupId: "group (1)*'!",
    deduplicationId: 'key/ä',
  },
];

const publish = (sent = messages) =>
  snsPublisher.publish({ topicArn, region: undefined, messages: sent, signal: new AbortController().signal });

/** SNS's answer in its own form. */
function answerOf({ accepted = [], failed = '' }: { readonly accepted?: readonly number[]; readonly failed?: string }) {
  const members = accepted.map((id) => `<member><MessageId>m-${id}</MessageId><Id>${id}</Id></member>`).join('');
  return `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult>${
    failed === '' ? '<Failed/>' : `<Failed>${failed}</Failed>`
  }<Successful>${members}</Successful></PublishBatchResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishBatchResponse>`;
}

/** The entries as the AWS SDK takes them. */
const entries = messages.map(({ body, attributes, groupId, deduplicationId }, index) => ({
  Id: String(index),
  Message: body,
  MessageAttributes: Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
  ),
  MessageGroupId: groupId,
  MessageDeduplicationId: deduplicationId,
}));

describe('the publisher of SNS', () => {
  it('sends what the AWS SDK sends of the same entries', async () => {
    endpoint.answer = answerOf({ accepted: [0, 1] });

    await publish();
    const sns = new SNSClient();
    await sns.send(new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: entries }));
    sns.destroy();

    const [ours = '', theirs = ''] = endpoint.bodies.map((body) => body.split('&').sort().join('\n'));
    expect(ours).toBe(theirs);
    expect(new URLSearchParams(endpoint.bodies[0]).get('PublishBatchRequestEntries.member.1.Message')).toBe(
      messages[0]?.body,
    );
  });

  it('says which messages failed, and why', async () => {
    const failed =
      '<member><Code>Bad</Code><Id>1</Id><Message>a &lt; b</Message><SenderFault>true</SenderFault></member>';
    endpoint.answer = answerOf({ accepted: [0], failed });

    expect(await publish()).toEqual([{ ok: true }, { ok: false, code: 'Bad', message: 'a < b', isSenderFault: true }]);
  });

  it.each([
    ['an answer that leaves one out', answerOf({ accepted: [0] })],
    ['no answer to speak of', ''],
  ])('takes %s for a failure of what it does not name', async (_what, answer) => {
    endpoint.answer = answer;

    const results = await publish();

    expect(results[1]).toMatchObject({ ok: false, isSenderFault: false });
  });

  it.each([
    ['of one message', { accepted: [0] }],
    ['of ten', { accepted: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }],
  ])('takes SNS’s word that all %s were accepted', async (_what, answer) => {
    endpoint.answer = answerOf(answer);
    const sent = answer.accepted.map((id) => ({ ...(messages[0] as OutgoingMessage), body: `${id}` }));

    expect(await publish(sent)).toEqual(sent.map(() => ({ ok: true })));
  });

  it('keeps the errors of the AWS SDK', async () => {
    endpoint.status = 403;
    endpoint.answer =
      '<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>not allowed</Message></Error></ErrorResponse>';

    await expect(publish()).rejects.toMatchObject({ name: 'AuthorizationErrorException', message: 'not allowed' });
  });

  it('gives the SDK plain entries where that speaks to SNS in another way than in forms', async () => {
    // As SQS's client came to do.
    expect(writeBatches(new SNSClient({ protocol: new SQSClient().config.protocol }))).toBe(false);
    endpoint.answer = answerOf({ accepted: [0, 1] });

    const { snsPublisher: plain } = await withPlainEntries();
    const results = await plain.publish({
      topicArn,
      region: undefined,
      messages,
      signal: new AbortController().signal,
    });
    await publish();

    expect(results).toEqual([{ ok: true }, { ok: true }]);
    const [before = '', now = ''] = endpoint.bodies.map((body) => body.split('&').sort().join('\n'));
    expect(before).toBe(now);
  });
});

/** The publisher on top of an SDK whose requests cannot be written into. */
async function withPlainEntries(): Promise<typeof import('../../../src/client/sns-publisher.ts')> {
  vi.resetModules();
  vi.doMock(import('../../../src/client/batch-form.ts'), async (original) => ({
    ...(await original()),
    writeBatches: () => false,
  }));
  return await import('../../../src/client/sns-publisher.ts');
}
