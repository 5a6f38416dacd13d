import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ProcedureEntryPoint } from '../../../functions/entry-point.ts';
import { startedProcedureHandler } from '../../../functions/index.ts';
import { BusError } from '../../../src/definition/index.ts';
import { lambdaContext } from '../../support/lambda-context.ts';

function entry(start: () => Promise<void>, get: () => Promise<unknown> = async () => 'ok'): ProcedureEntryPoint {
  return {
    service: 'helpdesk',
    api: 'support.case',
    procedure: 'get',
    instance: () => ({ start, get }),
    validators: { result: (wire) => wire },
    idempotent: false,
  };
}

let lines: { level: string; message: string }[];

beforeEach(() => {
  lines = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => {
    lines.push(JSON.parse(String(line)));
    return true;
  });
  vi.useFakeTimers();
  // As long after the start of the process as a runtime takes.
  vi.spyOn(performance, 'now').mockReturnValue(100);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('the handler of a procedure whose API has a start()', () => {
  it('is there when the API has started, before any request', async () => {
    const steps: string[] = [];
    const start = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 50));
      steps.push('started');
    };

    const making = startedProcedureHandler(entry(start, async () => steps.push('called')));
    await vi.advanceTimersByTimeAsync(50);
    const handler = await making;
    steps.push('there');
    await handler({}, lambdaContext());
    await handler({}, lambdaContext());

    expect(steps).toEqual(['started', 'there', 'called', 'called']);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('fails the first request by what init failed by, and starts again with the next', async () => {
    const start = vi
      .fn()
      .mockRejectedValueOnce(new BusError('TRANSPORT_FAILED', 'no database'))
      .mockResolvedValue(undefined);

    const handler = await startedProcedureHandler(entry(start));
    const logged = lines.map(({ level, message }) => `${level} ${message}`);

    await expect(handler({}, lambdaContext())).rejects.toMatchObject({
      name: 'TRANSPORT_FAILED',
      message: 'support.case could not start: no database',
    });
    expect(await handler({}, lambdaContext())).toBe('ok');
    expect(start).toHaveBeenCalledTimes(2);
    expect(logged).toEqual(['WARN support.case could not start: no database']);
  });

  it('starts again with a first request that comes long after init', async () => {
    const start = vi.fn().mockRejectedValueOnce(new Error('no database')).mockResolvedValue(undefined);

    const handler = await startedProcedureHandler(entry(start));
    await vi.advanceTimersByTimeAsync(60_000);

    expect(await handler({}, lambdaContext())).toBe('ok');
  });

  it('lets the first request wait for what takes longer than init may', async () => {
    let isStarted = false;
    const start = async (): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      isStarted = true;
    };

    const making = startedProcedureHandler(entry(start, async () => isStarted));
    await vi.advanceTimersByTimeAsync(8_900);
    const handler = await making;
    const wasStarted = isStarted;
    const answer = handler({}, lambdaContext());
    await vi.advanceTimersByTimeAsync(3_100);

    expect(wasStarted).toBe(false);
    expect(await answer).toBe(true);
  });

  it('takes its time with provisioned concurrency', async () => {
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'provisioned-concurrency');
    const start = () => new Promise<void>((resolve) => setTimeout(resolve, 60_000));
    const made = vi.fn();

    void startedProcedureHandler(entry(start)).then(made);
    await vi.advanceTimersByTimeAsync(59_000);
    const before = made.mock.calls.length;
    await vi.advanceTimersByTimeAsync(1_000);

    expect([before, made.mock.calls.length]).toEqual([0, 1]);
  });

  it('says what failed after init to the request that waited for it, once', async () => {
    const start = vi
      .fn()
      .mockImplementationOnce(
        () => new Promise((_resolve, reject) => setTimeout(() => reject(new Error('no database')), 12_000)),
      )
      .mockResolvedValue(undefined);

    const making = startedProcedureHandler(entry(start));
    await vi.advanceTimersByTimeAsync(9_000);
    const failing = (await making)({}, lambdaContext());
    const failed = expect(failing).rejects.toThrow('support.case could not start: no database');
    await vi.advanceTimersByTimeAsync(3_000);
    await failed;

    expect(await (await making)({}, lambdaContext())).toBe('ok');
  });
});
