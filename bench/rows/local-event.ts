import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBus } from 'lambdabus';
import { startLightbus } from '../peers/lightbus.ts';
import { startMiniStackPeer } from '../peers/ministack.ts';
import { ahead, ratio } from '../support/aim.ts';
import { type CaseBus, caseEvent, writeCaseService } from '../support/case-service.ts';
import { type Heard, handledPerSecond, startCollector } from '../support/collector.ts';
import { besideOf, type Contender, contender, stopAll, subjectsOf, versionsOf } from '../support/contender.ts';
import { startLocalEngine } from '../support/local-engine.ts';
import type { Row, Samples, Subject } from '../support/row.ts';
import { median } from '../support/statistics.ts';

/** Between two events, so that none waits for the one before it. */
const pauseMs = 10;
const firesAtOnce = 50;

export const row: Row = {
  name: 'local-event',
  title: 'An event on the developer’s machine',
  note: 'From just before an event is fired to the first line of its listener, one event every 10 ms: the median. The backlog is fired while nobody listens; the number is what the listener handles a second from its first event to its last, its start not included. lambdabus fires through its typed client and validates in the listener; MiniStack runs the plain handler and is fired at by the AWS SDK; Lightbus has an asynchronous listener, its faster kind.',
  timeoutMinutes: 20,
  async prepare({ directory, size }) {
    const collector = await startCollector();
    const engine = await startLocalEngine(writeCaseService(join(directory, 'cases')), collector.port);
    const paced = size(300, 20);
    const backlog = size(3_000, 100);

    async function measure(parts: {
      fire(index: number): Promise<unknown>;
      consume(isConsuming: boolean): Promise<unknown>;
    }): Promise<Samples> {
      await parts.consume(true);
      for (let index = 0; index < paced; index += 1) {
        await parts.fire(index);
        await sleep(pauseMs);
      }
      const latency = medianLatency(await collector.take(paced));
      await parts.consume(false);
      for (let fired = 0; fired < backlog; fired += firesAtOnce) {
        await Promise.all(Array.from({ length: firesAtOnce }, (_, index) => parts.fire(fired + index)));
      }
      await parts.consume(true);
      const perSecond = handledPerSecond(await collector.take(backlog));
      return { latency, perSecond };
    }

    // What the engine's environment variables say goes for this bus.
    const bus = createBus() as unknown as CaseBus;
    const fire = (index: number) => bus.support.case.caseCreated.fire(caseEvent(index));
    const consume = async (isConsuming: boolean): Promise<void> => {
      await engine.consume(isConsuming);
      if (isConsuming) return;
      // The receive that waits when a mapping ends still takes what comes first, which would be no part of the backlog.
      await fire(0);
      await collector.take(1);
    };
    const own: Subject = {
      name: 'lambdabus',
      run: () => measure({ fire, consume }),
    };

    const contenders: readonly Contender[] = [
      await contender('MiniStack', async (name) => {
        const peer = await startMiniStackPeer(collector.port);
        return { subject: { name, maxRounds: 2, run: () => measure(peer) }, stop: peer.stop };
      }),
      await contender('Lightbus on Redis', async (name) => {
        const peer = await startLightbus(join(directory, 'lightbus'), collector.port);
        const service = await peer.startService();
        // The first start makes the consumer group, without which nothing is kept for it.
        await (await peer.startListener()).stop();
        return {
          subject: {
            name,
            run: async () => {
              await peer.fire(backlog, firesAtOnce, 0);
              const listener = await peer.startListener();
              const perSecond = handledPerSecond(await collector.take(backlog));
              await peer.fire(paced, 1, pauseMs);
              const latency = medianLatency(await collector.take(paced));
              await listener.stop();
              return { latency, perSecond };
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
    return {
      subjects: [own, ...subjectsOf(contenders)],
      comparisons: [
        {
          measure: 'from fire to handler, median',
          headline: 'event to its handler, on the local engine',
          metric: 'latency',
          unit: 'ms',
          subject: own.name,
          beside,
          aim: ahead,
        },
        {
          measure: `a backlog of ${backlog} events`,
          metric: 'perSecond',
          unit: 'per second',
          better: 'higher',
          subject: own.name,
          beside,
          aim: ratio(3, { better: 'higher' }),
        },
      ],
      versions: versionsOf(contenders),
      cleanup: async () => {
        await stopAll(contenders);
        await engine.stop();
        await collector.close();
      },
    };
  },
};

function medianLatency(heard: readonly Heard[]): number {
  return median(heard.map(({ firedAt, handledAt }) => handledAt - firedAt));
}
