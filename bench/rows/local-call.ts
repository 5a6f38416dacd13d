import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createBus } from 'lambdabus';
import { build } from 'lambdabus/build';
import { startLocalBus } from 'lambdabus/local';
import { startLightbus } from '../peers/lightbus.ts';
import { startMiniStackPeer } from '../peers/ministack.ts';
import { startServerlessOffline } from '../peers/serverless-offline.ts';
import { ratio, timesLess } from '../support/aim.ts';
import { type CaseBus, writeCaseService } from '../support/case-service.ts';
import { besideOf, type Contender, contender, stopAll, subjectsOf, versionsOf } from '../support/contender.ts';
import { atOnce, oneAtATime } from '../support/load.ts';
import { startLocalEngine } from '../support/local-engine.ts';
import type { Row, Subject } from '../support/row.ts';

const concurrency = 50;

export const row: Row = {
  name: 'local-call',
  title: 'A call on the developer’s machine',
  note: 'A procedure that looks up a record in memory, called warm: one call at a time, and 50 at once. lambdabus is called through its own typed client, with validation on both sides; serverless-offline (on osls, the fork of the Serverless Framework that needs no account) and MiniStack run the plain handler without validation and are called by the AWS SDK; Lightbus by its own client, from an asynchronous procedure one at a time and from an ordinary one 50 at once, each of which is the faster of its two. The AWS SDK takes most of a call’s time and is the same for all but Lightbus, so the engines alone are compared too: the same request by Node’s HTTP client, without the SDK. A Lightbus call has no HTTP in it, so it is not in that comparison. In a test the engine of lambdabus runs in the test’s own process, and `local.createBus()` calls in process: no AWS SDK and no HTTP, but validation, casts and a process for the function as ever. The peers have no such way, so their calls beside it go through the AWS SDK, as a test’s calls to them do.',
  async prepare({ directory, size }) {
    const busModule = writeCaseService(join(directory, 'cases'));
    const engine = await startLocalEngine(busModule);
    const embedded = await startLocalBus({ manifests: [await build(busModule)] });
    const sequential = size(1_000, 50);
    const concurrent = size(3_000, 200);

    async function measure(endpoint: string, call: (index: number) => Promise<unknown>, part = 1) {
      const { p50 } = await oneAtATime(sequential * part, call);
      const perSecond = await atOnce(concurrency, concurrent * part, call);
      const bare = bareCaller(endpoint);
      const alone = await oneAtATime(sequential * part, bare.call);
      const alonePerSecond = await atOnce(concurrency, concurrent * part, bare.call);
      bare.close();
      return { p50, perSecond, alone: alone.p50, alonePerSecond };
    }

    // What the engine's environment variables say goes for this bus.
    const bus = createBus() as unknown as CaseBus;
    const own: Subject = {
      name: 'lambdabus',
      run: () => measure(engine.endpoint, (index) => bus.support.case.get({ id: index % 1000 })),
    };

    const embeddedBus = embedded.createBus() as unknown as CaseBus;
    const inProcess: Subject = {
      name: 'lambdabus, in process',
      run: async () => {
        const call = (index: number) => embeddedBus.support.case.get({ id: index % 1000 });
        const { p50 } = await oneAtATime(sequential, call);
        return { p50, perSecond: await atOnce(concurrency, concurrent, call) };
      },
    };

    const contenders: readonly Contender[] = [
      await contender('serverless-offline', async (name) => {
        const peer = await startServerlessOffline(directory);
        const run = async () => {
          // It closes connections that were idle for seconds, such as those of the round before.
          const lambda = new LambdaClient({ endpoint: peer.endpoint, maxAttempts: 1 });
          const samples = await measure(peer.endpoint, sdkCaller(lambda));
          lambda.destroy();
          return samples;
        };
        return {
          subject: { name, run },
          versions: peer.versions,
          stop: peer.stop,
        };
      }),
      await contender('MiniStack', async (name) => {
        const peer = await startMiniStackPeer();
        const { protocol, hostname, port } = (await peer.lambda.config.endpoint?.()) ?? {};
        const endpoint = `${protocol}//${hostname}:${port}`;
        // A call of it takes as long as twenty or more of the others.
        return { subject: { name, run: () => measure(endpoint, sdkCaller(peer.lambda), 0.05) }, stop: peer.stop };
      }),
      await contender('Lightbus on Redis', async (name) => {
        const peer = await startLightbus(join(directory, 'lightbus'));
        const service = await peer.startService();
        return {
          subject: {
            name,
            run: async () => {
              const { p50 } = await peer.call('get_in_loop', sequential, 1);
              const { perSecond } = await peer.call('get', Math.ceil(concurrent / 2), concurrency);
              return { p50, perSecond };
            },
          },
          versions: peer.versions,
          stop: async () => {
            await service.stop();
            await peer.stop();
          },
        };
      }),
    ];
    const beside = besideOf(contenders);
    const besideByHttp = beside.filter((peer) => peer !== 'Lightbus on Redis');
    const twice = { unit: 'per second', better: 'higher', aim: ratio(2, { better: 'higher' }) } as const;
    const half = { unit: 'ms', aim: timesLess(2) } as const;
    return {
      subjects: [own, inProcess, ...subjectsOf(contenders)],
      comparisons: [
        {
          measure: 'local call, median of one at a time',
          headline: 'call to the local engine, by the AWS SDK',
          metric: 'p50',
          subject: own.name,
          beside,
          ...half,
        },
        { measure: 'local calls, 50 at once', metric: 'perSecond', subject: own.name, beside, ...twice },
        { measure: 'the same without the AWS SDK', metric: 'alone', subject: own.name, beside: besideByHttp, ...half },
        {
          measure: '50 at once without the AWS SDK',
          metric: 'alonePerSecond',
          subject: own.name,
          beside: besideByHttp,
          ...twice,
        },
        {
          measure: 'a call in a test, engine embedded',
          metric: 'p50',
          subject: inProcess.name,
          beside: [own.name, ...beside],
          ...half,
        },
        {
          measure: '50 at once in a test, engine embedded',
          metric: 'perSecond',
          subject: inProcess.name,
          beside: [own.name, ...beside],
          ...twice,
        },
      ],
      versions: versionsOf(contenders),
      cleanup: async () => {
        await stopAll(contenders);
        await engine.stop();
        await embedded.stop();
      },
    };
  },
};

function sdkCaller(lambda: LambdaClient): (index: number) => Promise<unknown> {
  return (index) =>
    lambda.send(
      new InvokeCommand({ FunctionName: 'dev-support-case-get', Payload: JSON.stringify({ id: index % 1000 }) }),
    );
}

/** Calls by Node's HTTP client on connections that stay open. */
function bareCaller(endpoint: string): { call(index: number): Promise<unknown>; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const url = `${endpoint}/2015-03-31/functions/dev-support-case-get/invocations`;
  const headers = { 'content-type': 'application/json' };
  return {
    call: (index) =>
      new Promise((resolve, reject) => {
        const sent = request(url, { agent, method: 'POST', headers }, (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () => {
            if (response.statusCode === 200) resolve(JSON.parse(Buffer.concat(chunks).toString()));
            else reject(new Error(`${response.statusCode}: ${Buffer.concat(chunks)}`));
          });
        });
        sent.on('error', reject);
        sent.end(JSON.stringify({ id: index % 1000 }));
      }),
    close: () => agent.destroy(),
  };
}
