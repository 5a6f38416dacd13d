import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { ProcedureInvoker } from './ports.ts';

/**
 * Idle connections are dropped after this: while a function's environment is frozen AWS closes them, and a call that
 * was sent on a closed one cannot be told from a call that ran.
 */
const idleConnectionMs = 20_000;

// One client for each region and execution environment: it keeps its connections.
const clients = new Map<string | undefined, Promise<LambdaClient>>();

/** Calls procedures by Lambda Invoke with the AWS SDK, which is loaded at the first call. */
export const lambdaInvoker: ProcedureInvoker = {
  async invoke({ functionName, region, payload, mode, signal }) {
    const [client, { InvokeCommand }] = await Promise.all([clientOf(region), import('@aws-sdk/client-lambda')]);
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: mode === 'call' ? 'RequestResponse' : 'Event',
      Payload: payload,
    });
    const response = await client.send(command, { abortSignal: signal });
    return {
      payload: response.Payload?.transformToString() ?? '',
      functionError: response.FunctionError,
      requestId: response.$metadata.requestId ?? '',
    };
  },
};

function clientOf(region: string | undefined): Promise<LambdaClient> {
  const known = clients.get(region);
  if (known !== undefined) return known;
  // One attempt: a call that may have run is not run again; the client of the bus tries again where that is safe.
  const agent = { timeout: idleConnectionMs };
  const made = import('@aws-sdk/client-lambda').then(
    ({ LambdaClient }) =>
      new LambdaClient({
        maxAttempts: 1,
        requestHandler: { httpAgent: agent, httpsAgent: agent },
        ...(region === undefined ? {} : { region }),
      }),
  );
  clients.set(region, made);
  return made;
}
