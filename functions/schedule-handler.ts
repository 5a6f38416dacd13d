import { scheduleState } from '../src/definition/index.ts';
import { nextTraceparent, setFunctionContext, toRemoteError, withRequest } from '../src/wire/index.ts';
import type { ScheduleEntryPoint } from './entry-point.ts';
import { type LambdaContext, timeoutSignal } from './lambda.ts';
import { describeError, log } from './log.ts';

/** Makes the Lambda handler that runs a schedule. */
export function scheduleHandler(
  entry: ScheduleEntryPoint,
): (payload: unknown, context: LambdaContext) => Promise<void> {
  setFunctionContext({ service: entry.service, fires: entry.validators.fires ?? {} });
  const { handler } = scheduleState(entry.definition);

  return async (payload, context) => {
    const deadline = Date.now() + context.getRemainingTimeInMillis();
    try {
      await withRequest({ deadline, traceparent: nextTraceparent(undefined) }, () =>
        handler({ scheduledAt: scheduledAt(payload), signal: timeoutSignal(context) }),
      );
    } catch (error) {
      log('ERROR', `The schedule ${entry.schedule} failed: ${toRemoteError(error).message}`, {
        requestId: context.awsRequestId,
        schedule: entry.schedule,
        error: describeError(error),
      });
      throw error;
    }
  };
}

/** The time in the payload of the schedule; now for a run by hand without one. */
function scheduledAt(payload: unknown): Date {
  const text =
    typeof payload === 'object' && payload !== null && 'scheduledAt' in payload ? payload.scheduledAt : undefined;
  const time = new Date(typeof text === 'string' ? text : Number.NaN);
  return Number.isNaN(time.getTime()) ? new Date() : time;
}
