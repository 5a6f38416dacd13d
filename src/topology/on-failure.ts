import { BusError, type ProcedureOptions } from '../definition/index.ts';
import { failedQueueName } from './names.ts';
import type { FunctionResource } from './topology.ts';
import type { TopologyInput } from './topology-props.ts';

/** Lambda's own default; only where running twice does no harm. */
const idempotentRetries = 2;

/** Where asynchronous invocations of a procedure or schedule go that fail, and how often and how long Lambda tries. */
export function onFailure(
  source: string,
  options: Pick<ProcedureOptions, 'idempotent' | 'retryAttempts' | 'maxEventAge'>,
  { manifest, props }: TopologyInput,
): NonNullable<FunctionResource['onFailure']> {
  const own = props.functions?.[source];
  const isIdempotent = options.idempotent === true;
  const attempts = own?.retryAttempts ?? options.retryAttempts ?? (isIdempotent ? idempotentRetries : 0);
  if (attempts !== 0 && attempts !== 1 && attempts !== 2) {
    throw new BusError(
      'DEFINITION_INVALID',
      `The retryAttempts of ${source} are ${attempts}; Lambda takes 0, 1 or 2. See https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html`,
    );
  }
  if (attempts > 0 && !isIdempotent) {
    throw new BusError(
      'DEFINITION_INVALID',
      `The retryAttempts of ${source} are ${attempts}, but it is not idempotent: a second run would do again what the first one did before it failed. Set idempotent: true in its code if running twice does no harm, or leave retryAttempts out.`,
    );
  }
  return {
    queue: failedQueueName(props.stage, manifest.service),
    maximumRetryAttempts: attempts,
    maximumEventAgeSeconds: own?.maxEventAge ?? options.maxEventAge ?? props.defaults?.maxEventAge,
  };
}
