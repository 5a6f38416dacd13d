import { randomUUID } from 'node:crypto';
import type { ProcedureInvoker } from '../../client/ports.ts';
import { bareFunctionName } from '../server/function-name.ts';
import { assertPayload } from '../server/invoke-request.ts';
import type { LambdaService } from '../server/lambda-service.ts';
import { functionNotFound } from '../server/service-error.ts';

/**
 * Calls functions of an engine in the same process: what Lambda's API refuses is refused, and nothing is signed, sent or
 * parsed on the way. A call that its caller gives up runs on, as on Lambda.
 */
export function engineInvoker(service: LambdaService): ProcedureInvoker {
  return {
    async invoke({ functionName, payload, mode, signal }) {
      signal.throwIfAborted();
      const fn = service.find(bareFunctionName(functionName, undefined, service.region));
      if (fn === undefined) throw functionNotFound(functionName);
      assertPayload(payload, Buffer.byteLength(payload), mode === 'call' ? 'RequestResponse' : 'Event');
      const requestId = randomUUID();
      if (mode === 'enqueue') {
        service.enqueue(fn, { requestId, payload });
        return { payload: '', functionError: undefined, requestId };
      }
      const { payload: answer, error } = await service.invoke(fn, { requestId, payload });
      return { payload: answer, functionError: error === undefined ? undefined : 'Unhandled', requestId };
    },
  };
}
