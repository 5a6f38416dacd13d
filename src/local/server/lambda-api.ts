import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Answer as FunctionAnswer, LocalFunction } from '../functions/invocation.ts';
import { functionConfiguration, mappingConfiguration } from './function-configuration.ts';
import { bareFunctionName } from './function-name.ts';
import { clientContext, invocationType, jsonPayload, readBody } from './invoke-request.ts';
import type { LambdaService } from './lambda-service.ts';
import { logTail } from './log-tail.ts';
import { functionNotFound, ServiceError } from './service-error.ts';

/** Where the paths of Lambda's REST API begin: with its version. */
export const lambdaPath = '/2015-03-31/';

const functionsPath = `${lambdaPath}functions`;
const mappingsPath = `${lambdaPath}event-source-mappings`;

/** What is answered. */
interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON; none for an answer without a body. */
  readonly body?: string;
}

/**
 * Lambda's REST API, straight on Node's own server: every call of every function comes through here, and a web framework
 * would take longer than the rest of the engine.
 */
export function lambdaApi(service: LambdaService): RequestListener {
  return (request, response) => {
    const requestId = randomUUID();
    void answer(service, request, requestId)
      .catch((error: unknown) => refusal(error))
      .then((answered) => send(response, requestId, answered));
  };
}

async function answer(service: LambdaService, request: IncomingMessage, requestId: string): Promise<Answer> {
  const body = await readBody(request);
  const { method, url = '' } = request;
  const { path, qualifier } = split(url);
  if (method === 'GET' && (path === functionsPath || path === `${functionsPath}/`)) return listFunctions(service);
  if (method === 'GET' && (path === mappingsPath || path === `${mappingsPath}/`)) return listMappings(service);
  if (!path.startsWith(`${functionsPath}/`)) throw notSupported(request);

  const { fn, action } = find(service, path.slice(functionsPath.length + 1), qualifier);
  if (method === 'POST' && action === 'invocations') {
    const type = invocationType(request.headers);
    const payload = jsonPayload(body, type);
    const headers = { 'x-amz-executed-version': '$LATEST' };
    if (type === 'DryRun') return { status: 204, headers };
    if (type === 'RequestResponse') return invoke(service, fn, { request, requestId, payload, headers });
    service.enqueue(fn, { requestId, payload });
    return { status: 202, headers };
  }
  if (method !== 'GET' || !(action === '' || action === 'configuration')) throw notSupported(request);
  const configuration = functionConfiguration(fn, service.region);
  return action === 'configuration'
    ? json(configuration)
    : json({ Configuration: configuration, Code: { RepositoryType: 'Local', Location: fn.directory }, Tags: {} });
}

interface Invoking {
  readonly request: IncomingMessage;
  readonly requestId: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function invoke(
  service: LambdaService,
  fn: LocalFunction,
  { request, requestId, payload, headers }: Invoking,
): Promise<Answer> {
  const invoking = { requestId, payload, clientContext: clientContext(request.headers) };
  if (request.headers['x-amz-log-type'] === 'Tail') {
    const invocation = await service.invoke(fn, invoking);
    const tail = logTail(fn.resource, requestId, invocation);
    return toAnswer(invocation, { ...headers, 'x-amz-log-result': tail });
  }
  // Who does not ask for the log does not wait for it.
  const answered = await new Promise<FunctionAnswer>((resolve, reject) => {
    service.invoke(fn, { ...invoking, onAnswer: resolve }).then(resolve, reject);
  });
  return toAnswer(answered, headers);
}

function toAnswer({ payload, error }: FunctionAnswer, headers: Readonly<Record<string, string>>): Answer {
  const failed = error === undefined ? headers : { ...headers, 'x-amz-function-error': 'Unhandled' };
  return { status: 200, headers: failed, body: payload };
}

function listFunctions(service: LambdaService): Answer {
  return json({ Functions: service.functions().map((fn) => functionConfiguration(fn, service.region)) });
}

function listMappings(service: LambdaService): Answer {
  return json({
    EventSourceMappings: service.mappings().map((mapping) => mappingConfiguration(mapping, service.region)),
  });
}

function find(
  service: LambdaService,
  path: string,
  qualifier: string | undefined,
): { readonly fn: LocalFunction; readonly action: string } {
  const slash = path.indexOf('/');
  const given = decode(slash === -1 ? path : path.slice(0, slash));
  const name = bareFunctionName(given, qualifier, service.region);
  const fn = service.find(name);
  if (fn === undefined) throw functionNotFound(given.startsWith('arn:') ? given : name);
  return { fn, action: slash === -1 ? '' : path.slice(slash + 1).replace(/\/$/, '') };
}

function split(url: string): { readonly path: string; readonly qualifier: string | undefined } {
  const mark = url.indexOf('?');
  if (mark === -1) return { path: url, qualifier: undefined };
  const qualifier = new URLSearchParams(url.slice(mark + 1)).get('Qualifier') ?? undefined;
  return { path: url.slice(0, mark), qualifier };
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw functionNotFound(segment);
  }
}

function json(value: object): Answer {
  return { status: 200, body: JSON.stringify(value) };
}

function refusal(error: unknown): Answer {
  const { name, statusCode, message } =
    error instanceof ServiceError
      ? error
      : new ServiceError('ServiceException', 500, error instanceof Error ? (error.stack ?? error.message) : `${error}`);
  return {
    status: statusCode,
    headers: { 'x-amzn-errortype': name },
    body: JSON.stringify({ Type: statusCode < 500 ? 'User' : 'Server', Message: message, message }),
  };
}

function send(response: ServerResponse, requestId: string, { status, headers, body = '' }: Answer): void {
  response.writeHead(status, {
    ...headers,
    'x-amzn-requestid': requestId,
    'content-type': 'application/json',
    ...(status === 204 ? {} : { 'content-length': Buffer.byteLength(body) }),
  });
  response.end(body);
}

function notSupported({ method, url }: IncomingMessage): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    404,
    `The local engine of lambdabus does not answer ${method} ${url}. Of Lambda it serves Invoke, GetFunction, GetFunctionConfiguration, ListFunctions and ListEventSourceMappings.`,
  );
}
