import type { FunctionErrorPayload } from '../worker/protocol.ts';

/** Lambda's answer for an invocation that ran longer than its function may. */
export function timedOut(requestId: string, timeoutSeconds: number): FunctionErrorPayload {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`,
  };
}

/** Lambda's answer for a function whose processes took more memory than it has. */
export function outOfMemory(requestId: string, signal = 'killed'): FunctionErrorPayload {
  return {
    errorType: 'Runtime.OutOfMemory',
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: ${signal}`,
  };
}

/** Lambda's answer for a function whose process ended. */
export function exited(requestId: string, code: number | null, signal: NodeJS.Signals | null): FunctionErrorPayload {
  const reason =
    signal !== null
      ? `Runtime exited with error: signal: ${signalWord(signal)}`
      : code === 0
        ? 'Runtime exited without providing a reason'
        : `Runtime exited with error: exit status ${code}`;
  return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${reason}` };
}

/** Lambda's answer for a response that is larger than 6 MB. */
export function responseTooLarge(bytes: number, limit: number): FunctionErrorPayload {
  return {
    errorType: 'Function.ResponseSizeTooLarge',
    errorMessage: `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${limit} bytes).`,
  };
}

function signalWord(signal: NodeJS.Signals): string {
  if (signal === 'SIGKILL') return 'killed';
  if (signal === 'SIGABRT') return 'aborted';
  if (signal === 'SIGSEGV') return 'segmentation fault';
  return signal.slice('SIG'.length).toLowerCase();
}
