import { scheduleState } from '../src/definition/index.ts';
import { nextTraceparent, setFunctionContext, toRemoteError, withRequest } from '../src/wire/index.ts';
import type { ScheduleEntryPoint } from './entry-point.ts';
import { toFunctionError } from './failure.ts';
import { functionDeadline, type LambdaContext, signalAt } from './lambda.ts';
import { describeError, log } from './log.ts';

/** Makes the Lambda handler that runs a schedule. */
export function scheduleHandler(
  entry: ScheduleEntryPoint,
): (payload: unknown, context: LambdaContext) => Promise<void> {
  const { fires = {}, fifo = [] } = entry.validators;
  setFunctionContext({ service: entry.service, fires, fifo });
  const { handler } = scheduleState(entry.definition);

  return async (payload, context) => {
    const requestId = context.awsRequestId;
    const deadline = functionDeadline(context);
    const signal = signalAt(deadline);
    const traceparent = nextTraceparent(undefined);
    try {
      await withRequest({ deadline, traceparent, requestId, signal }, () =>
        handler({ scheduledAt: scheduledAt(payload), signal }),
      );
    } catch (error) {
      const { code, message } = toRemoteError(error);
      log('ERROR', `The schedule ${entry.schedule} failed: ${message}`, {
        requestId,
        traceparent,
        schedule: entry.schedule,
        code,
        error: describeError(error),
      });
      throw toFunctionError(error, false);
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
