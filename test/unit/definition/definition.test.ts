import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  Api,
  BusError,
  bindEvents,
  createListener,
  cron,
  event,
  eventOptions,
  every,
  isApiClass,
  isBusError,
  isEvent,
  isListener,
  isSchedule,
  listenerState,
  notedDefinitions,
  Registry,
  scheduleState,
} from '../../../src/definition/index.ts';

class CaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  readonly opened = event<{ id: string }>();
  readonly ordered = event<{ id: string }>({ fifo: true });
}

describe('an API class', () => {
  it('is recognised by its brand, not by instanceof', () => {
    class Stranger {}

    expect(isApiClass(CaseApi)).toBe(true);
    expect(isApiClass(Stranger)).toBe(false);
    expect(isApiClass(new CaseApi())).toBe(false);
  });
});

describe('an event', () => {
  it('is fired under its dotted name once its API is bound', async () => {
    const fired: unknown[] = [];
    const api = new CaseApi();

    const bound = bindEvents(api, 'support.case', async (...args) => {
      fired.push(args);
      return { id: '1' };
    });
    await api.opened.fire({ id: 'x' });
    await api.ordered.fire({ id: 'y' }, { fifoGroup: 'g' });

    expect(bound).toEqual(['opened', 'ordered']);
    expect(fired).toEqual([
      ['support.case.opened', { id: 'x' }, undefined, undefined],
      ['support.case.ordered', { id: 'y' }, { fifoGroup: 'g' }, undefined],
    ]);
  });

  it('is fired by what was taken off it, before or after its API is bound', async () => {
    const fired: unknown[] = [];
    const api = new CaseApi();
    const { fire: early } = api.opened;
    bindEvents(api, 'support.case', async (...args) => {
      fired.push(args.slice(0, 2));
      return { id: '1' };
    });
    const { fire } = api.ordered;

    await early({ id: 'x' });
    await fire({ id: 'y' }, { fifoGroup: 'g' });

    expect(fired).toEqual([
      ['support.case.opened', { id: 'x' }],
      ['support.case.ordered', { id: 'y' }],
    ]);
    expect(Object.keys(api.opened)).toEqual([]);
  });

  it('cannot be fired before that', async () => {
    const { fire } = new CaseApi().opened;

    await expect(new CaseApi().opened.fire({ id: 'x' })).rejects.toMatchObject({ code: 'EVENT_NOT_BOUND' });
    await expect(fire({ id: 'x' })).rejects.toMatchObject({ code: 'EVENT_NOT_BOUND' });
  });

  it('keeps its options', () => {
    const { ordered } = new CaseApi();

    expect(isEvent(ordered)).toBe(true);
    expect(isEvent(ordered) && eventOptions(ordered)).toEqual({ fifo: true });
  });
});

describe('while the build loads the bus module', () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('firing is refused, bound or not', async () => {
    vi.stubEnv('LAMBDABUS_PHASE', 'build');
    const api = new CaseApi();

    await expect(api.opened.fire({ id: 'x' })).rejects.toMatchObject({ code: 'BUS_USED_AT_BUILD' });
  });

  it('listeners and schedules are noted with the place where they were made', () => {
    vi.stubEnv('LAMBDABUS_PHASE', 'build');

    const listener = createListener(['support.case.opened'], () => undefined, { batchSize: 1 }, false);
    const schedule = every({ hours: 1 }, () => undefined);

    const noted = notedDefinitions().filter(({ definition }) => definition === listener || definition === schedule);
    expect(noted).toHaveLength(2);
    expect(noted[0]?.stack).toContain('definition.test.ts');
  });
});

describe('a listener', () => {
  it('keeps what it was made from', () => {
    const handler = () => undefined;

    const listener = createListener(['a.b'], handler, { batchSize: 3 }, false);

    expect(isListener(listener)).toBe(true);
    expect(listenerState(listener)).toEqual({ events: ['a.b'], handler, options: { batchSize: 3 }, several: false });
  });
});

describe('a schedule', () => {
  it.each([
    [{ hours: 1 }, 'rate(1 hour)'],
    [{ minutes: 15 }, 'rate(15 minutes)'],
    [{ days: 2 }, 'rate(2 days)'],
  ])('every %o is %s', (interval, expression) => {
    expect(scheduleState(every(interval, () => undefined)).expression).toBe(expression);
  });

  it('takes a cron expression of six fields', () => {
    const schedule = cron('0 12 * * ? *', () => undefined, { timezone: 'Europe/Berlin' });

    expect(isSchedule(schedule)).toBe(true);
    expect(scheduleState(schedule).expression).toBe('cron(0 12 * * ? *)');
  });
});

describe('the registry', () => {
  it('refuses two APIs of one name and says which', () => {
    class OtherApi extends Api {
      static readonly meta = { name: 'support.case' } as const;
    }
    const registry = new Registry();

    registry.add(new CaseApi());

    expect(registry.names()).toEqual(['support.case']);
    expect(() => registry.add(new OtherApi())).toThrow(
      'API "support.case" is already registered by CaseApi, now again by OtherApi. Give one of the two classes another meta.name.',
    );
  });

  it('refuses what is no API', () => {
    expect(() => new Registry().add({})).toThrow('takes an instance of a class that extends Api');
  });

  it('tells internal APIs from public ones', () => {
    class InternalApi extends Api {
      static readonly meta = { name: 'internal', internal: true } as const;
    }
    const registry = new Registry();

    registry.add(new CaseApi());
    registry.add(new InternalApi());

    expect(registry.public().map(({ name }) => name)).toEqual(['support.case']);
    expect(registry.internal().map(({ name }) => name)).toEqual(['internal']);
  });
});

describe('a BusError', () => {
  it('is known by its brand and keeps its cause', () => {
    const cause = new Error('why');

    const error = new BusError('CALL_TIMEOUT', 'too late', { cause, retryable: true });

    expect(isBusError(error)).toBe(true);
    expect(isBusError(cause)).toBe(false);
    expect(error).toMatchObject({ name: 'BusError', code: 'CALL_TIMEOUT', cause, retryable: true });
  });
});
