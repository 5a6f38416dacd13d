import type { ScheduleResource } from '../../topology/topology.ts';
import { scheduleTimes } from './schedule-times.ts';

/** The longest delay of a timer: 2^31 - 1 milliseconds. */
const longestDelayMs = 2_147_483_647;

/** Runs one schedule at its times. */
export interface ScheduleRunner {
  readonly resource: ScheduleResource;
  stop(): void;
}

/** Calls `run` at each time of a schedule, as EventBridge Scheduler does, the first time after now. */
export function runSchedule(resource: ScheduleResource, run: (scheduledAt: Date) => void): ScheduleRunner {
  const times = scheduleTimes(resource.expression, resource.timezone);
  let timer: NodeJS.Timeout | undefined;

  function plan(after: Date): void {
    const next = times.next(after);
    if (next !== undefined) wait(next);
  }

  function wait(next: Date): void {
    const delayMs = next.getTime() - Date.now();
    if (delayMs > longestDelayMs) {
      timer = setTimeout(() => wait(next), longestDelayMs);
      return;
    }
    timer = setTimeout(() => {
      run(next);
      plan(next);
    }, delayMs);
  }

  plan(new Date());
  return { resource, stop: () => clearTimeout(timer) };
}
