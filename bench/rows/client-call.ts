import { join } from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { createBus } from 'lambdabus';
import { ratio } from '../support/aim.ts';
import { type CaseBus, writeCaseService } from '../support/case-service.ts';
import { versionOf } from '../support/installed.ts';
import { atOnce, oneAtATime } from '../support/load.ts';
import { startLocalEngine } from '../support/local-engine.ts';
import type { Row } from '../support/row.ts';

const functionName = 'dev-support-case-get';
const concurrency = 20;

export const row: Row = {
  name: 'client-call',
  title: 'What the client adds to a call',
  note: 'The same function of the local engine, called through the typed client and by `LambdaClient.send` with JSON made and parsed by hand: median of one call at a time, and 20 at once. They take turns every 50 calls, because a difference of a few per cent is less than what the machine does in a second. The client adds the deadline, the trace and the encoding, and reads casts and errors; it has the SDK put its middleware together once (`cacheMiddleware`), which whoever uses the SDK can have too, gives it a quicker hash for signing, and lets its own deadline end the request in place of an AbortSignal for each call. On AWS a call takes several times as long, so that the difference is smaller still.',
  rounds: 101,
  async prepare({ directory, size }) {
    const engine = await startLocalEngine(writeCaseService(join(directory, 'cases')));
    const sequential = size(50, 30);
    const concurrent = size(200, 100);
    // What the engine's environment variables say goes for both.
    const bus = createBus() as unknown as CaseBus;
    const lambda = new LambdaClient({ maxAttempts: 1 });

    const call = (index: number) => bus.support.case.get({ id: index % 1000 });
    const send = async (index: number): Promise<unknown> => {
      const Payload = JSON.stringify({ id: index % 1000 });
      const response = await lambda.send(new InvokeCommand({ FunctionName: functionName, Payload }));
      if (response.FunctionError !== undefined) throw new Error(response.FunctionError);
      return JSON.parse(response.Payload?.transformToString() ?? 'null');
    };
    const measure = async (run: (index: number) => Promise<unknown>) => {
      const { p50 } = await oneAtATime(sequential, run);
      return { p50, perSecond: await atOnce(concurrency, concurrent, run) };
    };
    // Both are compiled before they are measured.
    for (let warmed = 0; warmed < size(2_000, 100); warmed += sequential) {
      await oneAtATime(sequential, call);
      await oneAtATime(sequential, send);
    }
    return {
      isWarm: true,
      subjects: [
        { name: 'lambdabus', run: () => measure(call) },
        { name: 'LambdaClient.send', run: () => measure(send) },
      ],
      comparisons: [
        {
          measure: 'call overhead of the client',
          headline: 'call by the typed client',
          metric: 'p50',
          unit: 'ms',
          subject: 'lambdabus',
          beside: ['LambdaClient.send'],
          aim: ratio(1.05),
        },
        {
          measure: 'the same, 20 at once',
          metric: 'perSecond',
          unit: 'per second',
          better: 'higher',
          subject: 'lambdabus',
          beside: ['LambdaClient.send'],
        },
      ],
      versions: { '@aws-sdk/client-lambda': versionOf('@aws-sdk/client-lambda') },
      cleanup: async () => {
        lambda.destroy();
        await engine.stop();
      },
    };
  },
};
