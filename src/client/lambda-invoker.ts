import type { InvokeCommand, InvokeCommandInput, InvokeCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import type { Deadline } from './deadline.ts';
import { type Connections, makeConnections } from './idle-connections.ts';
import type { InvokeRequest, InvokeResponse } from './ports.ts';
import { adaptRequests, type Ending, ending, sdkConfig } from './sdk-client.ts';

/** One invocation, which a deadline ends. */
export type UnboundedRequest = Omit<InvokeRequest, 'signal'>;

/** A client and the command it takes. */
interface Loaded {
  readonly client: LambdaClient;
  readonly Command: typeof InvokeCommand;
  readonly connections: Connections;
}

// One client for each region and execution environment: it keeps its connections.
const loading = new Map<string | undefined, Promise<Loaded>>();
const loaded = new Map<string | undefined, Loaded>();

/** Calls a procedure by Lambda Invoke with the AWS SDK, which is loaded at the first call. */
export function invokeLambda(request: UnboundedRequest, deadline: Deadline): Promise<InvokeResponse> {
  const { region } = request;
  const ready = loaded.get(region);
  if (ready !== undefined) return send(ready, request, deadline);
  const known = loading.get(region) ?? load(region);
  loading.set(region, known);
  return known.then((found) => send(found, request, deadline));
}

async function send(
  { client, Command, connections }: Loaded,
  { functionName, payload, mode }: UnboundedRequest,
  deadline: Deadline,
): Promise<InvokeResponse> {
  const input: InvokeCommandInput & Ending = { FunctionName: functionName, Payload: payload, [ending]: deadline };
  // A call that is waited for is what Lambda takes a request for that says nothing.
  if (mode === 'enqueue') input.InvocationType = 'Event';
  connections.dropIdle();
  const { Payload, FunctionError, $metadata }: InvokeCommandOutput = await client.send(new Command(input));
  return {
    payload: Payload?.transformToString() ?? '',
    functionError: FunctionError,
    requestId: $metadata.requestId ?? '',
  };
}

async function load(region: string | undefined): Promise<Loaded> {
  const { InvokeCommand: Command, LambdaClient: Client } = await import('@aws-sdk/client-lambda');
  // As many connections as there are calls under way: the bus bounds those.
  const connections = makeConnections({ maxSockets: Number.POSITIVE_INFINITY });
  const client = new Client({
    ...sdkConfig,
    // One attempt: a call that may have run is not run again; the client of the bus tries again where that is safe.
    maxAttempts: 1,
    requestHandler: connections,
    ...(region === undefined ? {} : { region }),
  });
  adaptRequests(client);
  const made = { client, Command, connections };
  loaded.set(region, made);
  return made;
}
