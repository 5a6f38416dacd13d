import { randomUUID } from 'node:crypto';
import type { buildApp } from 'fauxqs';
import type { LocalFunction } from '../functions/invocation.ts';
import { functionConfiguration, mappingConfiguration } from './function-configuration.ts';
import { bareFunctionName } from './function-name.ts';
import type { LambdaService } from './lambda-service.ts';
import { logTail } from './log-tail.ts';
import { functionNotFound, invalidParameter, payloadNotJson, requestTooLarge, ServiceError } from './service-error.ts';

/** fauxqs's server: a Fastify instance that further routes can join. */
export type App = ReturnType<typeof buildApp>;

/** Lambda's limits for payloads, in bytes. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const payloadLimits = { RequestResponse: 6_291_456, Event: 1_048_576, DryRun: 6_291_456 } as const;
/** Above Lambda's limits, so that the answer for a payload that is too large is Lambda's. */
const bodyLimit = 64 * 1_048_576;

type InvocationType = keyof typeof payloadLimits;

/** Adds Lambda's REST API to the server. */
export function addLambdaRoutes(app: App, service: LambdaService): void {
  void app.register(async (lambda) => {
    lambda.removeAllContentTypeParsers();
    // Payloads are bytes, whatever a client calls them.
    lambda.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body));
    lambda.addHook('onRequest', async (_request, reply) => {
      reply.header('x-amzn-requestid', randomUUID());
    });
    lambda.setErrorHandler((error, _request, reply) => {
      if (!(error instanceof ServiceError)) throw error;
      reply.status(error.statusCode).header('x-amzn-errortype', error.type);
      return { Type: 'User', Message: error.message, message: error.message };
    });

    // Wildcards, because a parameter of a path may not be as long as an ARN.
    lambda.post('/2015-03-31/functions/*', { bodyLimit }, async (request, reply) => {
      const { fn, action } = find(request.params, request.query);
      if (action !== 'invocations') throw notSupported(request.method, request.url);
      const requestId = String(reply.getHeader('x-amzn-requestid'));
      const type = invocationType(request.headers['x-amz-invocation-type']);
      const payload = jsonPayload(request.body, type);
      reply.header('x-amz-executed-version', '$LATEST').header('content-type', 'application/json');
      if (type === 'DryRun') return reply.status(204).send();
      if (type === 'Event') {
        service.enqueue(fn, { requestId, payload });
        return reply.status(202).send();
      }
      const clientContext = decodeClientContext(request.headers['x-amz-client-context']);
      const invocation = await service.invoke(fn, { requestId, payload, clientContext });
      if (invocation.error !== undefined) reply.header('x-amz-function-error', 'Unhandled');
      if (request.headers['x-amz-log-type'] === 'Tail') {
        reply.header('x-amz-log-result', logTail(fn.resource, requestId, invocation));
      }
      return reply.send(invocation.payload);
    });

    lambda.get('/2015-03-31/functions', async () => listFunctions());
    lambda.get('/2015-03-31/functions/*', async (request) => {
      // The wildcard of a route with one.
      if ((request.params as { readonly '*': string })['*'] === '') return listFunctions();
      const { fn, action } = find(request.params, request.query);
      const configuration = functionConfiguration(fn, service.region);
      if (action === 'configuration') return configuration;
      if (action !== '') throw notSupported(request.method, request.url);
      return { Configuration: configuration, Code: { RepositoryType: 'Local', Location: fn.directory }, Tags: {} };
    });
    for (const path of ['/2015-03-31/event-source-mappings', '/2015-03-31/event-source-mappings/']) {
      lambda.get(path, async () => ({
        EventSourceMappings: service.mappings().map((mapping) => mappingConfiguration(mapping, service.region)),
      }));
    }
    lambda.all('/2015-03-31/*', async (request) => {
      throw notSupported(request.method, request.url);
    });
  });

  function listFunctions(): object {
    return { Functions: service.functions().map((fn) => functionConfiguration(fn, service.region)) };
  }

  function find(params: unknown, query: unknown): { readonly fn: LocalFunction; readonly action: string } {
    // The wildcard and the query string of a request, as Fastify gives them.
    const path = (params as { readonly '*': string })['*'];
    const { Qualifier } = query as { readonly Qualifier?: string };
    const slash = path.indexOf('/');
    const given = slash === -1 ? path : path.slice(0, slash);
    const name = bareFunctionName(given, Qualifier, service.region);
    const fn = service.functions().find(({ resource }) => resource.name === name);
    if (fn === undefined) throw functionNotFound(given.startsWith('arn:') ? given : `${name}`);
    return { fn, action: slash === -1 ? '' : path.slice(slash + 1).replace(/\/$/, '') };
  }
}

function invocationType(header: string | string[] | undefined): InvocationType {
  if (header === undefined) return 'RequestResponse';
  if (header === 'RequestResponse' || header === 'Event' || header === 'DryRun') return header;
  throw invalidParameter(`Invocation type ${String(header)} is none of RequestResponse, Event and DryRun.`);
}

function jsonPayload(body: unknown, type: InvocationType): string {
  const bytes = body instanceof Buffer ? body : Buffer.alloc(0);
  const limit = payloadLimits[type];
  if (bytes.length > limit) throw requestTooLarge(bytes.length, type, limit);
  if (bytes.length === 0) return '{}';
  const text = bytes.toString('utf8');
  try {
    JSON.parse(text);
  } catch (error) {
    throw payloadNotJson(error instanceof Error ? error.message : String(error));
  }
  return text;
}

function decodeClientContext(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const text = Buffer.from(String(header), 'base64').toString('utf8');
  try {
    JSON.parse(text);
  } catch (cause) {
    throw new ServiceError(
      'InvalidRequestContentException',
      400,
      `Client context must be base64-encoded JSON: ${String(cause)}`,
    );
  }
  return text;
}

function notSupported(method: string, url: string): ServiceError {
  return new ServiceError(
    'UnknownOperationException',
    404,
    `The local engine of lambdabus does not answer ${method} ${url}. Of Lambda it serves Invoke, GetFunction, GetFunctionConfiguration, ListFunctions and ListEventSourceMappings.`,
  );
}
