import type { Bus } from '../client/bus-type.ts';
import type { BusOptions } from '../client/options.ts';
import type { EventPublisher, ProcedureInvoker } from '../client/ports.ts';
import type { LocalBusListener } from './events.ts';
import type { Invocation } from './functions/invocation.ts';
import type { LocalBusOptions } from './options.ts';

/** A bus that runs on this machine: its services' functions, topics, queues and schedules. */
export interface LocalBus extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`: the value of `AWS_ENDPOINT_URL` for whoever uses the bus. */
  readonly endpoint: string;
  readonly port: number;
  readonly region: string;
  readonly account: string;
  readonly stage: string;
  /** The environment variables with which any AWS SDK, the `aws` CLI or boto3 reaches the bus. */
  readonly environment: Readonly<Record<string, string>>;
  /** The physical names of what runs. */
  readonly names: ResourceNames;
  /**
   * Makes the typed client of this bus for code in the same process, such as a test: it calls and fires without the AWS
   * SDK, credentials, signatures and HTTP, with all that the client and the functions do otherwise. Stage, region and
   * account are those of the bus; options say what else `createBus` takes. Functions themselves, and clients that are
   * made by `createBus` of `lambdabus`, go through the endpoint.
   *
   * @example
   * ```ts
   * const bus = local.createBus<typeof apis>();
   * const found = await bus.support.case.get({ id });
   * ```
   */
  createBus<TModules>(options?: BusOptions): Bus<TModules>;
  /** What its calls go through: the `invoker` of a client's options. */
  readonly invoker: ProcedureInvoker;
  /** What its events go through: the `publisher` of a client's options. */
  readonly publisher: EventPublisher;
  /** Hears of everything that happens from now on. Gives the function that ends it. */
  on(listener: LocalBusListener): () => void;
  /**
   * Invokes a function by its physical name and waits for the result.
   * @throws LocalBusError `FUNCTION_NOT_FOUND`
   */
  invoke(functionName: string, payload?: unknown): Promise<Invocation>;
  /**
   * Runs a schedule now, by its physical name or its export's.
   * @throws LocalBusError `SCHEDULE_NOT_FOUND`
   */
  trigger(schedule: string): void;
  /**
   * What rests in a queue, seen without receiving it.
   * @throws LocalBusError `QUEUE_NOT_FOUND`
   */
  messages(queueName: string): Promise<readonly QueuedMessage[]>;
  /**
   * Resolves when nothing is running and no listener's queue holds a message.
   * @throws LocalBusError `NOT_SETTLED` when that takes longer than `timeoutMs`, 30 seconds by default.
   */
  settled(options?: { readonly timeoutMs?: number | undefined }): Promise<void>;
  /**
   * Goes over to other services or other versions of them. Functions that changed end when they have served what they
   * are serving, and the two of them that were used last are started at once; messages stay where they are.
   */
  reload(services: Pick<LocalBusOptions, 'manifests' | 'topologies'>): Promise<Reloaded>;
  /** Ends everything at once; nothing is kept. */
  stop(): Promise<void>;
}

/** What a reload changed. */
export interface Reloaded {
  /** The physical names of the functions that are new or changed. */
  readonly functions: readonly string[];
}

/** The physical names of what runs on a local bus. */
export interface ResourceNames {
  readonly functions: readonly string[];
  readonly topics: readonly string[];
  readonly queues: readonly string[];
  readonly schedules: readonly string[];
}

/** A message in a queue. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** String values of its attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly receiveCount: number;
  readonly sentAt: Date;
  readonly groupId?: string | undefined;
}
