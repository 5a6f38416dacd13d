import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SNSClient } from '@aws-sdk/client-sns';
import { Sha256 } from './sha256.ts';

/** What ends a request of the AWS SDK: an `AbortSignal`, or what has these two members of one. */
export type RequestEnd = AbortSignal | { readonly aborted: boolean; onabort: (() => void) | null };

/** Under this key a command's input says what ends its request. */
export const ending = Symbol('lambdabus.ending');

/** A part of a command's input. */
export interface Ending {
  readonly [ending]?: RequestEnd;
}

/** A request on its way through the SDK, as far as it is looked at here. */
interface Step {
  readonly input: Ending;
  readonly request: unknown;
}

/** The part of an SDK client that is used here. */
interface SdkClient {
  readonly config: {
    readonly requestHandler: {
      // The request is whatever the SDK's serializer made; it goes from one part of the SDK to another.
      handle(
        request: never,
        options: { readonly abortSignal?: RequestEnd | undefined },
      ): Promise<{ response: unknown }>;
    };
    /** How the service is spoken to. */
    readonly protocol: { getShapeId(): string };
    /** Reads the body of an answer. */
    streamCollector(body: unknown): Promise<Uint8Array>;
  };
  readonly middlewareStack: {
    add(
      middleware: (
        next: (args: Step) => Promise<{ response: unknown }>,
      ) => (args: Step) => Promise<{ response: unknown; output?: undefined }>,
      options: { readonly step: 'build' | 'deserialize'; readonly priority: 'high' | 'low'; readonly name: string },
    ): void;
    remove(name: string): boolean;
  };
}

/**
 * Options of every client: a quicker hash, and middleware that is put together once for a command, not for each request.
 * The SDK does so only for requests without options of their own, and an `AbortSignal` is one: `adaptRequests` brings it in
 * another way.
 * @see https://github.com/aws/aws-sdk-js-v3/blob/main/supplemental-docs/CLIENTS.md#middleware-caching
 */
export const sdkConfig = { cacheMiddleware: true, sha256: Sha256 } as const;

/**
 * Lets a client's requests be ended by what their commands' inputs say under `ending`, and spares them the copy of input
 * and output without secrets that the SDK makes for a logger: there is none.
 */
export function adaptRequests(client: LambdaClient | SNSClient): void {
  const { config, middlewareStack } = partsOf(client);
  middlewareStack.remove('loggerMiddleware');
  middlewareStack.add(
    // The last step, in place of the SDK's own: it would give the handler the options of the first request.
    () =>
      ({ input, request }) =>
        config.requestHandler.handle(request as never, { abortSignal: input[ending] }),
    { step: 'deserialize', priority: 'low', name: 'lambdabusEnding' },
  );
}

/** Of each client's types only those of its commands are its own, and no command is looked into. */
export function partsOf(client: LambdaClient | SNSClient): SdkClient {
  return client as unknown as SdkClient;
}
