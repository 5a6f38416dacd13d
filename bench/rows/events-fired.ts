import { join } from 'node:path';
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { createBus } from 'lambdabus';
import { v7 as uuidV7 } from 'uuid';
import { ratio, timesLess } from '../support/aim.ts';
import { type CaseBus, type CaseEvent, caseEvent, writeCaseService } from '../support/case-service.ts';
import { versionOf } from '../support/installed.ts';
import { startLocalEngine } from '../support/local-engine.ts';
import type { Row } from '../support/row.ts';

const TopicArn = 'arn:aws:sns:us-east-1:000000000000:dev-support-case-caseClosed';
/** As many batches at once as the client of the bus sends. */
const concurrency = 16;
const batchSize = 10;

export const row: Row = {
  name: 'events-fired',
  title: '1,000 events fired at once',
  note: '`await Promise.all(events.map((event) => bus.….fire(event)))` beside `Publish` for each in Promise.all, and beside a hand-written loop that sends batches of ten by `PublishBatch`, 16 at once as the client does. All send the three attributes of an event on the bus. The client writes events into the form of the SDK’s request itself, where the SDK walks a schema for each. The topic is the local engine’s and nobody listens to it, so that publishing alone is measured.',
  rounds: 21,
  async prepare({ directory, size }) {
    const engine = await startLocalEngine(writeCaseService(join(directory, 'cases')));
    const count = size(1_000, 100);
    // What the engine's environment variables say goes for both.
    const bus = createBus() as unknown as CaseBus;
    const sns = new SNSClient();
    const events = Array.from({ length: count }, (_, index) => caseEvent(index));

    async function sendBatches(): Promise<void> {
      let next = 0;
      const sendSome = async (): Promise<void> => {
        while (next < count) {
          const batch = events.slice(next, next + batchSize);
          next += batchSize;
          const PublishBatchRequestEntries = batch.map((event, index) => ({ Id: String(index), ...message(event) }));
          const { Failed = [] } = await sns.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }));
          if (Failed.length > 0) throw new Error(Failed[0]?.Message);
        }
      };
      await Promise.all(Array.from({ length: concurrency }, sendSome));
    }

    const timed = async (run: () => Promise<unknown>) => {
      const began = performance.now();
      await run();
      return { ms: performance.now() - began };
    };
    return {
      subjects: [
        {
          name: 'lambdabus',
          run: () => timed(() => Promise.all(events.map((event) => bus.support.case.caseClosed.fire(event)))),
        },
        {
          name: 'Publish in Promise.all',
          run: () =>
            timed(() =>
              Promise.all(events.map((event) => sns.send(new PublishCommand({ TopicArn, ...message(event) })))),
            ),
        },
        { name: 'a PublishBatch loop', run: () => timed(sendBatches) },
      ],
      comparisons: [
        {
          measure: `${count} events fired`,
          headline: `${count.toLocaleString('en')} events fired in one tick`,
          metric: 'ms',
          unit: 'ms',
          subject: 'lambdabus',
          beside: ['Publish in Promise.all'],
          aim: timesLess(4),
        },
        {
          measure: 'the same, beside batches by hand',
          metric: 'ms',
          unit: 'ms',
          subject: 'lambdabus',
          beside: ['a PublishBatch loop'],
          aim: ratio(1.1),
        },
      ],
      versions: { '@aws-sdk/client-sns': versionOf('@aws-sdk/client-sns') },
      cleanup: async () => {
        sns.destroy();
        await engine.stop();
      },
    };
  },
};

/** What the bus sends of an event. */
function message(event: CaseEvent) {
  const attributes = {
    'lambdabus.event': 'support.case.caseClosed',
    'lambdabus.id': uuidV7(),
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  };
  return {
    Message: JSON.stringify(event),
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
  };
}
