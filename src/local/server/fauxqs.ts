import { findPackageJSON } from 'node:module';
import { pathToFileURL } from 'node:url';
import { buildApp } from 'fauxqs';

/** fauxqs's server: a Fastify instance that knows SNS, SQS and STS. */
export type App = ReturnType<typeof buildApp>;

/** An action of SQS, with the bodies of its JSON protocol. */
export type SqsAction = (body: Readonly<Record<string, unknown>>) => unknown;

/** An action of SNS, with the parameters of its query protocol. */
export type SnsAction = (parameters: Readonly<Record<string, string>>) => unknown;

/** fauxqs, and what of its SQS and SNS is used in the same process. */
export interface Fauxqs {
  readonly app: App;
  readonly actions: Readonly<Record<ActionName, SqsAction>>;
  readonly publish: SnsAction;
}

type ActionName = keyof typeof actionFiles;
type Stores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

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
  const [{ SqsStore }, { SnsStore }, { S3Store }] = await Promise.all([
    load<{ SqsStore: new () => Stores['sqsStore'] }>('sqs/sqsStore.js'),
    load<{ SnsStore: new () => Stores['snsStore'] }>('sns/snsStore.js'),
    load<{ S3Store: new () => Stores['s3Store'] }>('s3/s3Store.js'),
  ]);
  const sqsStore = new SqsStore();
  const snsStore = new SnsStore();
  const stores = { sqsStore, snsStore, s3Store: new S3Store() };
  const { publish } = await load<{ publish: (...of: unknown[]) => unknown }>('sns/actions/publish.js');
  const actions = await Promise.all(
    Object.entries(actionFiles).map(async ([name, file]): Promise<[string, SqsAction]> => {
      const module = await load<Record<string, (body: unknown, store: unknown) => unknown>>(`sqs/actions/${file}.js`);
      const action = module[file];
      if (action === undefined) throw new Error(`This version of fauxqs has no action ${name}.`);
      return [name, (body) => action(body, sqsStore)];
    }),
  );
  return {
    app: buildApp({ logger: false, defaultRegion: region, stores }),
    // One for each name of the list.
    actions: Object.fromEntries(actions) as Fauxqs['actions'],
    publish: (parameters) => publish(parameters, snsStore, sqsStore),
  };
}

async function load<TModule>(file: string): Promise<TModule> {
  const manifest = findPackageJSON('fauxqs', import.meta.url);
  if (manifest === undefined) throw new Error('The package fauxqs, a dependency of lambdabus, is not installed.');
  return (await import(new URL(`dist/${file}`, pathToFileURL(manifest)).href)) as TModule;
}
