import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createBus } from 'lambdabus';
import { loadManifest } from 'lambdabus/build';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundle, Manifest } from '../../src/manifest/index.ts';
import { cdk } from '../support/cdk.ts';
import { startMiniStack } from '../support/ministack.ts';
import { account, region, type UsedTarget, useTarget } from './deployment-target.ts';
import type * as shop from './fixtures/granted/bus.ts';
import { receivedFrom } from './received-messages.ts';

const repository = resolve(import.meta.dirname, '../..');
const stage = 'e2e';

/** What the code of each function does to the bus, as one reads it. */
const does: Readonly<Record<string, readonly string[]>> = {
  'shop.order.place': ['shop.stock.take', 'shop.order.placed'],
  'shop.order.get': [],
  'shop.order.cancel': ['shop.stock.put'],
  'shop.stock.take': ['shop.stock.low'],
  'shop.stock.put': [],
  confirm: ['shop.order.get'],
  refill: ['shop.stock.put'],
  sweep: ['shop.order.cancel', 'shop.order.dropped'],
};
const functions = Object.keys(does);
const events = ['shop.order.dropped', 'shop.order.placed', 'shop.stock.low'];

const functionName = (source: string): string =>
  source.includes('.') ? `${stage}-${source.replaceAll('.', '-')}` : `${stage}-shop--${source}`;
const topicArn = (event: string): string => `arn:aws:sns:${region}:${account}:${stage}-${event.replaceAll('.', '-')}`;
const attempts = { functions: functions.map(functionName), topics: events.map(topicArn) };
const targets = new Map([
  ...functions.map((source) => [functionName(source), source] as const),
  ...events.map((event) => [topicArn(event), event] as const),
]);

/** Every function tries every function and every topic, by its own role and past the bus. */
describe('functions deployed to MiniStack that enforces policies', () => {
  let target: UsedTarget;
  let directory: string;
  let outcomes: ReadonlyMap<string, Readonly<Record<string, string>>>;

  beforeAll(async () => {
    target = await useTarget(await startMiniStack({ auth: true }));
    // Inside of the repository: what is deployed finds its packages as an application finds them.
    await mkdir(join(repository, '.emulator'), { recursive: true });
    directory = await mkdtemp(join(repository, '.emulator', 'granted-'));
    await cp(join(import.meta.dirname, 'fixtures', 'granted'), directory, { recursive: true });
    const context = ['--context', `stage=${stage}`, '--context', `attempts=${JSON.stringify(attempts)}`];
    const options = { directory, environment: target.environment };
    await cdk(['deploy', '--all', '--require-approval', 'never', ...context], options);
    outcomes = await attempted();
  });

  afterAll(async () => {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    await target?.release();
  });

  it('are granted what their manifest says that they call and fire', async () => {
    const manifest = await loadManifest(join(directory, '.lambdabus'));

    expect(byFunction(functions, (source) => does[source] ?? [])).toEqual(byFunction(functions, targetsIn(manifest)));
  });

  it.each(functions)('may do from %s what its code does, and nothing else', (source) => {
    const found = outcomes.get(functionName(source)) ?? {};

    const expected = [...targets].map(([resource, name]) => [
      name,
      does[source]?.includes(name)
        ? 'allowed'
        : `${functionName(source)} is not authorized to perform: ${resource.startsWith('arn:') ? 'sns:Publish' : 'lambda:InvokeFunction'}`,
    ]);
    const actual = [...targets].map(([resource, name]) => [name, summary(found[resource])]);
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(expected));
  });
});

/** What came of each attempt, by the names of the functions that made them. */
async function attempted(): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const bus = createBus<typeof shop>({ stage, account, timeoutMs: 60_000 });
  const { order, stock } = bus.shop;
  const asked = { id: 'asked', attempts };
  await Promise.all([order.place(asked), order.get(asked), order.cancel(asked), stock.take(asked), stock.put(asked)]);
  await Promise.all([order.placed.fire(asked), stock.low.fire(asked)]);
  await new LambdaClient().send(new InvokeCommand({ FunctionName: functionName('sweep'), Payload: '{}' }));
  const results = await receivedFrom(`${stage}-shop-results`, functions.length);
  return new Map(results.map(({ body }) => [String(body['by']), body['outcomes'] as Record<string, string>]));
}

/** A refusal in short: who may not do what; anything else as it is. */
function summary(outcome: string | undefined): string | undefined {
  const refused =
    /^(?:AccessDeniedException|AuthorizationErrorException): User: \S+\/(\S+ is not authorized to perform: \S+) because no identity-based policy/;
  return refused.exec(outcome ?? '')?.[1] ?? outcome;
}

const byFunction = (sources: readonly string[], of: (source: string) => readonly string[]) =>
  Object.fromEntries(sources.map((source) => [source, [...of(source)].sort()]));

function targetsIn({ apis, listeners, schedules }: Manifest): (source: string) => readonly string[] {
  const bundles = new Map<string, Bundle>([
    ...apis.flatMap((api) => api.procedures.map(({ name, bundle }) => [`${api.name}.${name}`, bundle] as const)),
    ...[...listeners, ...schedules].map(({ name, bundle }) => [name, bundle] as const),
  ]);
  return (source) => {
    const { calls = [], fires = [] } = bundles.get(source) ?? {};
    return [...calls, ...fires.map(({ event }) => event)];
  };
}
