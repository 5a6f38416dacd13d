import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import type { LocalBusEvent } from '../events.ts';
import { LocalBusError } from '../local-bus-error.ts';
import { createFauxqs, type Publish } from './fauxqs.ts';
import { serveCalls } from './invoke-connection.ts';
import { lambdaApi, lambdaPath } from './lambda-api.ts';
import type { LambdaService } from './lambda-service.ts';
import { SnsClient } from './sns-client.ts';
import { type Inject, SqsClient } from './sqs-client.ts';

const host = '127.0.0.1';
/** How long a connection that is not used stays open, as it did on fauxqs's own server: longer than clients keep theirs. */
const keepAliveMs = 72_000;

/** The endpoint of a local bus: Lambda, SNS, SQS and STS on one port. */
export interface AwsServer {
  readonly endpoint: string;
  readonly port: number;
  readonly sqs: SqsClient;
  readonly sns: SnsClient;
  /** Publishes without a request. */
  readonly publish: Publish;
  /** What a queue holds, seen without receiving it. */
  inspectQueue(name: string): Promise<InspectedQueue | undefined>;
  stop(): Promise<void>;
}

/** A queue's messages as fauxqs shows them. */
interface InspectedQueue {
  readonly messages: {
    readonly ready: readonly InspectedMessage[];
    readonly delayed: readonly InspectedMessage[];
    readonly inflight: readonly { readonly message: InspectedMessage }[];
  };
}

/** A message as fauxqs shows it. */
export interface InspectedMessage {
  readonly messageId: string;
  readonly body: string;
  readonly messageAttributes: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >;
  readonly sentTimestamp: number;
  readonly approximateReceiveCount: number;
  readonly messageGroupId?: string;
}

/** What the endpoint is made for. */
export interface AwsServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly region: string;
  readonly lambda: LambdaService;
  emit(event: LocalBusEvent): void;
}

/** Starts the endpoint, on this machine's own address only. */
export async function startAwsServer({ port, region, lambda, emit }: AwsServerOptions): Promise<AwsServer> {
  const { app, actions, publish, limitMessages } = await createFauxqs(region);
  app.addHook('onSend', (request, _reply, payload, done) => {
    const action = sqsAction(request.headers);
    if (typeof payload !== 'string' || action === undefined || !answersQueueUrls.has(action))
      return done(null, payload);
    // fauxqs says sqs.<region>.localhost, which not every system resolves.
    const local = `http://${request.headers.host}/`;
    return done(null, payload.replaceAll(/http:\/\/sqs\.[a-z0-9-]+\.localhost(?::\d+)?\//g, local));
  });
  app.addHook('onResponse', (request, reply, done) => {
    if (reply.statusCode === 200) tell(request.headers, request.body, emit);
    done();
  });
  await app.ready();
  const answerLambda = lambdaApi(lambda);
  const http = createHttpServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    request.url = withoutOrigin(request.url ?? '/');
    if (request.url.startsWith(lambdaPath)) answerLambda(request, response);
    else app.routing(request, response);
  });
  const connections = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    serveCalls(socket, lambda, () => http.emit('connection', socket));
  });
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw isAddressInUse(error) ? portInUse(port, error) : error;
  });
  // A server that listens on a port has an address of this kind.
  const { port: actualPort } = server.address() as AddressInfo;

  const inject: Inject = async (headers, payload) => {
    const response = await app.inject({
      method: 'POST',
      url: '/',
      headers: { ...headers, host: `${host}:${actualPort}` },
      payload,
    });
    return { statusCode: response.statusCode, body: response.body };
  };

  return {
    endpoint: `http://${host}:${actualPort}`,
    port: actualPort,
    sqs: new SqsClient(inject, actions),
    sns: new SnsClient(inject, limitMessages),
    publish,
    inspectQueue: async (name) => {
      const response = await app.inject({ method: 'GET', url: `/_fauxqs/queues/${name}` });
      // The answer of fauxqs's inspection endpoint, as its documentation shows it.
      return response.statusCode === 200 ? (response.json() as InspectedQueue) : undefined;
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of connections) socket.destroy();
      await app.close();
      await closed;
    },
  };
}

/** Who takes the endpoint for a proxy names it in the request line, which every server is to take. */
function withoutOrigin(url: string): string {
  return url.replace(/^https?:\/\/[^/?#]*(?=[/?#]|$)/i, '') || '/';
}

function isAddressInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function portInUse(port: number, cause: unknown): LocalBusError {
  return new LocalBusError(
    'PORT_IN_USE',
    `Port ${port} on ${host} is in use, perhaps by another local bus. End it, or take another port; 0 takes a free one.`,
    { cause },
  );
}

const answersQueueUrls = new Set(['CreateQueue', 'GetQueueUrl', 'ListQueues', 'ListDeadLetterSourceQueues']);

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function sqsAction(headers: Headers): string | undefined {
  const target = headers['x-amz-target'];
  return typeof target === 'string' && target.startsWith('AmazonSQS.') ? target.slice('AmazonSQS.'.length) : undefined;
}

/** Tells of messages that clients publish, and of those that a function sends to a dead-letter queue. */
function tell(headers: Headers, body: unknown, emit: (event: LocalBusEvent) => void): void {
  if (typeof body !== 'object' || body === null) return;
  const values = body as Readonly<Record<string, unknown>>; // Both of fauxqs's parsers give plain objects.
  const action = values['Action'];
  if (action === 'Publish' || action === 'PublishBatch') {
    const topic = String(values['TopicArn']).split(':').at(-1) ?? '';
    const batch = Object.keys(values).filter((key) => /^PublishBatchRequestEntries\.member\.\d+\.Id$/.test(key));
    emit({ type: 'publish', topic, messages: action === 'Publish' ? 1 : batch.length });
    return;
  }
  const queue = String(values['QueueUrl']).split('/').at(-1) ?? '';
  if (sqsAction(headers) === 'SendMessage' && /--dlq(\.fifo)?$/.test(queue)) {
    const attributes = values['MessageAttributes'] as
      | Readonly<Record<string, { readonly StringValue?: string }>>
      | undefined; // SQS's JSON protocol.
    const reason = attributes?.['lambdabus.error']?.StringValue ?? 'sent by a client';
    emit({ type: 'dead-letter', queue, reason });
  }
}
