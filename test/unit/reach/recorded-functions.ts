import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SqsRecord } from '../../../functions/lambda.ts';
import type { Bundle, Manifest } from '../../../src/manifest/index.ts';
import { listenerQueueName, procedureFunctionName, topicName } from '../../../src/topology/names.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

/** What a function did to the bus, by the physical names that it sent to AWS. */
export interface Recorded {
  readonly invoked: readonly string[];
  readonly published: readonly string[];
}

/** An AWS that takes every call and event, answers nothing but that it took it, and remembers what it was sent. */
export interface RecordingAws {
  /** Takes what was sent since the last time. */
  take(): Recorded;
  close(): Promise<void>;
}

const stage = 'rec';
/** What SNS answers to a batch that it takes. */
function published(form: URLSearchParams): string {
  const ids = [...form].filter(([name]) => /^PublishBatchRequestEntries\.member\.\d+\.Id$/.test(name));
  const accepted = ids.map(([, id]) => `<member><Id>${id}</Id><MessageId>of ${id}</MessageId></member>`);
  return `<PublishBatchResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishBatchResult><Successful>${accepted.join('')}</Successful><Failed/></PublishBatchResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></PublishBatchResponse>`;
}

/** Starts it, and points this process's clients of AWS to it. */
export async function startRecordingAws(service: string): Promise<RecordingAws> {
  const invoked = new Set<string>();
  const topics = new Set<string>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const functionName = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1];
      if (functionName !== undefined) {
        invoked.add(decodeURIComponent(functionName));
        const isEvent = request.headers['x-amz-invocation-type'] === 'Event';
        response.writeHead(isEvent ? 202 : 200, { 'x-amzn-requestid': 'r' }).end(isEvent ? '' : 'null');
        return;
      }
      const form = new URLSearchParams(Buffer.concat(chunks).toString());
      const topic = form.get('TopicArn');
      if (topic === null) response.writeHead(404).end();
      else {
        topics.add(topic.slice(topic.lastIndexOf(':') + 1));
        response.writeHead(200, { 'content-type': 'text/xml' }).end(published(form));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    LAMBDABUS_STAGE: stage,
    LAMBDABUS_SERVICE: service,
    LAMBDABUS_ACCOUNT: '111111111111',
  });
  return {
    take() {
      const recorded = { invoked: [...invoked].sort(), published: [...topics].sort() };
      invoked.clear();
      topics.clear();
      return recorded;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** One function of a manifest, and how to run its bundle. */
export interface RunnableFunction {
  readonly name: string;
  readonly bundle: Bundle;
  /** Runs it for one branch of its code. */
  run(branch: number): Promise<unknown>;
}

/**
 * Lets the bundles share the modules of their AWS clients, which would be loaded once for each function: a file that a
 * bundle has not been given stays absent.
 */
export function shareAwsClients(outDir: string): void {
  const shared = join(outDir, 'shared-aws');
  mkdirSync(shared);
  for (const name of readdirSync(join(outDir, 'functions'))) {
    const own = join(outDir, 'functions', name, 'aws');
    for (const file of existsSync(own) ? readdirSync(own) : []) {
      const path = join(own, file);
      if (!existsSync(join(shared, file))) cpSync(path, join(shared, file));
      rmSync(path);
      symlinkSync(join(shared, file), path);
    }
  }
}

type Handler = (payload: unknown, context: object) => Promise<unknown>;

/** The functions of a manifest, whose parameters and payloads are `{ branch: number }`. */
export function functionsIn(manifest: Manifest, outDir: string): readonly RunnableFunction[] {
  const load = async ({ path }: Bundle): Promise<Handler> => {
    const module: { readonly handler: Handler } = await import(pathToFileURL(join(outDir, path, 'index.mjs')).href);
    return module.handler;
  };
  return [
    ...manifest.apis.flatMap((api) =>
      api.procedures.map(({ name, bundle }) => ({
        name: `${api.name}.${name}`,
        bundle,
        run: async (branch: number) => (await load(bundle))({ branch }, lambdaContext()),
      })),
    ),
    ...manifest.listeners.map(({ name, bundle, events }) => ({
      name,
      bundle,
      run: async (branch: number) => {
        const answer = await (await load(bundle))(
          { Records: [recordOf({ branch }, name, manifest.service)] },
          lambdaContext(),
        );
        if (JSON.stringify(answer) !== '{"batchItemFailures":[]}')
          throw new Error(`${name} failed for ${events[0]?.event}.`);
      },
    })),
    ...manifest.schedules.map(({ name, bundle }) => ({
      name,
      bundle,
      run: async () => (await load(bundle))({ scheduledAt: '2026-01-01T00:00:00Z' }, lambdaContext()),
    })),
  ];
}

/** What a bundle's role allows, by physical names. */
export function allowed({ calls, fires }: Bundle): Recorded {
  const split = (dotted: string): readonly [string, string] => {
    const at = dotted.lastIndexOf('.');
    return [dotted.slice(0, at), dotted.slice(at + 1)];
  };
  return {
    invoked: calls.map((call) => procedureFunctionName(stage, ...split(call))).sort(),
    published: fires.map(({ event, fifo }) => topicName(stage, ...split(event), fifo)).sort(),
  };
}

function recordOf(payload: object, listener: string, service: string): SqsRecord {
  const queue = listenerQueueName({ stage, service, listener, role: 'source', fifo: false });
  return {
    messageId: 'm1',
    body: JSON.stringify(payload),
    eventSourceARN: `arn:aws:sqs:eu-west-1:111111111111:${queue}`,
    attributes: { ApproximateReceiveCount: '1', SentTimestamp: '0' },
    messageAttributes: {},
  };
}
