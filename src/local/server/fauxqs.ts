// An older Node.js lacks what is used of it here, and what fauxqs imports: named, or imported before assert-node.ts has said
// which one is needed, that would be a SyntaxError.
import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import type { buildApp as BuildApp } from 'fauxqs';
import { type FannedOut, type SnsErrorClass, type SnsParameters, type Stores, TopicPublisher } from './sns-publish.ts';
import { keepGroups, type MessageMaker } from './standard-groups.ts';

/** fauxqs's server: a Fastify instance that knows SNS, SQS and STS. */
export type App = ReturnType<typeof BuildApp>;

/** An action of SQS, with the bodies of its JSON protocol. */
export type SqsAction = (body: Readonly<Record<string, unknown>>) => unknown;

/** Publishes a message, by the parameters of SNS's query protocol. */
export type Publish = (parameters: SnsParameters) => unknown;

/** fauxqs, and what of its SQS and SNS is used in the same process. */
export interface Fauxqs {
  readonly app: App;
  readonly actions: Readonly<Record<ActionName, SqsAction>>;
  readonly publish: Publish;
  /** Says how large a message of a topic may be; undefined for what any topic takes. */
  limitMessages(topicArn: string, bytes: number | undefined): void;
}

/** The actions of SQS that send messages. */
const sendingTargets: ReadonlySet<string> = new Set(['AmazonSQS.SendMessage', 'AmazonSQS.SendMessageBatch']);

type ActionName = keyof typeof actionFiles;

const actionFiles = {
  ReceiveMessage: 'receiveMessage',
  DeleteMessageBatch: 'deleteMessageBatch',
  ChangeMessageVisibilityBatch: 'changeMessageVisibilityBatch',
} as const;

/**
 * Makes fauxqs's server, with actions of SQS and SNS beside it for whoever is in the same process: a receive through the server
 * takes longer than all the rest of a delivery. The package has no export for them, so they are loaded by their files;
 * its version is pinned, and nothing is delivered without them.
 */
export async function createFauxqs(region: string): Promise<Fauxqs> {
  const [{ buildApp }, { SqsStore }, { SnsStore }, { S3Store }] = await Promise.all([
    import('fauxqs'),
    load<{ SqsStore: MessageMaker & (new () => Stores['sqsStore']) }>('sqs/sqsStore.js'),
    load<{ SnsStore: new () => Stores['snsStore'] }>('sns/snsStore.js'),
    load<{ S3Store: new () => Stores['s3Store'] }>('s3/s3Store.js'),
  ]);
  const sqsStore = new SqsStore();
  const snsStore = new SnsStore();
  const stores = { sqsStore, snsStore, s3Store: new S3Store() };
  const app = buildApp({ logger: false, defaultRegion: region, stores });
  const publisher = await createPublisher(stores);
  const withGroups = keepGroups(SqsStore);
  app.addHook('preHandler', (request, reply, done) => {
    const { body, headers } = request;
    if (sendingTargets.has(String(headers['x-amz-target']))) return withGroups(body, done);
    if (!headers['content-type']?.startsWith('application/x-www-form-urlencoded')) return done();
    // fauxqs's parser of forms gives a plain object.
    const parameters = body as SnsParameters;
    const action = parameters['Action'];
    if (action !== 'Publish' && action !== 'PublishBatch') return done();
    const { status, xml } = publisher.respond(action, parameters);
    void reply.status(status).header('content-type', 'text/xml').send(xml);
  });
  const actions = await Promise.all(
    Object.entries(actionFiles).map(async ([name, file]): Promise<[string, SqsAction]> => {
      const module = await load<Record<string, (body: unknown, store: unknown) => unknown>>(`sqs/actions/${file}.js`);
      const action = module[file];
      if (action === undefined) throw new Error(`This version of fauxqs has no action ${name}.`);
      return [name, (body) => action(body, sqsStore)];
    }),
  );
  return {
    app,
    // One for each name of the list.
    actions: Object.fromEntries(actions) as Fauxqs['actions'],
    publish: (parameters) => publisher.publish(parameters),
    limitMessages: (topicArn, bytes) => {
      const attributes = snsStore.getTopic(topicArn)?.attributes;
      if (attributes === undefined) return;
      if (bytes === undefined) delete attributes['MaximumMessageSize'];
      else attributes['MaximumMessageSize'] = String(bytes);
    },
  };
}

async function createPublisher(stores: Stores): Promise<TopicPublisher> {
  const { snsStore, sqsStore } = stores;
  const [{ fanOutToSubscriptions }, { SnsError }, xml] = await Promise.all([
    load<{ fanOutToSubscriptions(message: FannedOut & Partial<Stores>): void }>('sns/actions/publish.js'),
    load<{ SnsError: SnsErrorClass }>('common/errors.js'),
    load<{
      snsSuccessResponse(action: string, result: string): string;
      snsErrorResponse(code: string, message: string): string;
    }>('common/xml.js'),
  ]);
  return new TopicPublisher({
    topics: snsStore,
    SnsError,
    fanOut: (message) => fanOutToSubscriptions({ ...message, snsStore, sqsStore }),
    success: xml.snsSuccessResponse,
    failure: xml.snsErrorResponse,
  });
}

async function load<TModule>(file: string): Promise<TModule> {
  const manifest = nodeModule.findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) throw new Error('The package fauxqs, a dependency of lambdabus, is not installed.');
  return (await import(new URL(`dist/${file}`, pathToFileURL(manifest)).href)) as TModule;
}
