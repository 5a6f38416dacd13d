import type { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import type { ProcedureInvoker } from './ports.ts';

/**
 * Idle connections are dropped after this: while a function's environment is frozen AWS closes them, and a call that
 * was sent on a closed one cannot be told from a call that ran.
 */
const idleConnectionMs = 20_000;

/** A client and the command it takes. */
interface Loaded {
  readonly client: LambdaClient;
  readonly Command: typeof InvokeCommand;
}

// One client for each region and execution environment: it keeps its connections.
const loading = new Map<string | undefined, Promise<Loaded>>();

/** Calls procedures by Lambda Invoke with the AWS SDK, which is loaded at the first call. */
export const lambdaInvoker: ProcedureInvoker = {
  async invoke({ functionName, region, payload, mode, signal }) {
    const { client, Command } = await loaded(region);
    const command = new Command({
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

function loaded(region: string | undefined): Promise<Loaded> {
  const known = loading.get(region) ?? load(region);
  loading.set(region, known);
  return known;
}

async function load(region: string | undefined): Promise<Loaded> {
  const { InvokeCommand: Command, LambdaClient: Client } = await import('@aws-sdk/client-lambda');
  // As many connections as there are calls under way: the bus bounds those.
  const agent = { timeout: idleConnectionMs, keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };
  const client = new Client({
    // One attempt: a call that may have run is not run again; the client of the bus tries again where that is safe.
    maxAttempts: 1,
    requestHandler: { httpAgent: agent, httpsAgent: agent },
    ...(region === undefined ? {} : { region }),
  });
  return { client, Command };
}
