import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { scheduleHandler } from '../../../functions/index.ts';
import { every, type ScheduleHandler } from '../../../src/definition/index.ts';
import { currentRequest } from '../../../src/wire/index.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

function scheduled(handler: ScheduleHandler) {
  return scheduleHandler({
    service: 'helpdesk',
    schedule: 'report',
    definition: every({ hours: 1 }, handler),
    validators: {},
  });
}

let lines: { level: string; message: string; code?: string; error?: { stack?: string; cause?: unknown } }[];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(JSON.parse(String(line)));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the handler of a schedule', () => {
  it('is told the time for which it was planned', async () => {
    const handler = vi.fn();

    await scheduled(handler)({ scheduledAt: '2026-01-02T03:00:00Z' }, lambdaContext());

    expect(handler).toHaveBeenCalledWith({
      scheduledAt: new Date('2026-01-02T03:00:00Z'),
      signal: expect.any(AbortSignal),
    });
  });

  it.each([[undefined], [null], [{}], [{ scheduledAt: 'noon' }], ['text']])(
    'takes now for a run by hand with %o',
    async (payload) => {
      const handler = vi.fn();
      const before = Date.now();

      await scheduled(handler)(payload, lambdaContext());

      expect(handler.mock.calls[0]?.[0].scheduledAt.getTime()).toBeGreaterThanOrEqual(before);
    },
  );

  it('has a trace and a deadline to go on from', async () => {
    const seen: unknown[] = [];

    await scheduled(() => seen.push(currentRequest()))({}, lambdaContext(60_000));

    expect(seen).toMatchObject([{ traceparent: expect.stringMatching(/^00-/), deadline: expect.any(Number) }]);
  });

  it('logs nothing below the level that the function has', async () => {
    vi.stubEnv('AWS_LAMBDA_LOG_LEVEL', 'FATAL');

    await expect(scheduled(async () => Promise.reject(new Error('no')))({}, lambdaContext())).rejects.toThrow('no');

    expect(lines).toEqual([]);
  });

  it('logs the whole error with its causes, and lets no stack out', async () => {
    const cause = new AggregateError([new Error('first'), 'second'], 'both failed');
    const failure = scheduled(async () => Promise.reject(new TypeError('broken', { cause })))({}, lambdaContext());

    await expect(failure).rejects.toMatchObject({ name: 'TypeError', message: 'broken', stack: '' });
    expect(lines).toMatchObject([
      {
        level: 'ERROR',
        message: 'The schedule report failed: broken',
        code: 'HANDLER_ERROR',
        error: { cause: { message: 'both failed', errors: [{ message: 'first' }, 'second'] } },
      },
    ]);
    expect(lines[0]?.error?.stack).toContain('schedule-handler.test.ts');
  });
});
