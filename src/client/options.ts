import { BusError } from '../definition/index.ts';
import type { Codecs } from '../wire/index.ts';
import type { EventPublisher, ProcedureInvoker } from './ports.ts';

/** Where the APIs of another account or region are. */
export interface ApiLocation {
  readonly account?: string | undefined;
  readonly region?: string | undefined;
}

/** Options of `createBus`. */
export interface BusOptions {
  /**
   * The stage that is called.
   * @default LAMBDABUS_STAGE; without it `dev` outside Lambda, and `STAGE_MISSING` inside
   */
  readonly stage?: string | undefined;
  /**
   * The account whose topics are published to, 12 digits.
   * @default LAMBDABUS_ACCOUNT, else that of the credentials
   */
  readonly account?: string | undefined;
  /**
   * The region.
   * @default what the AWS SDK finds: AWS_REGION, or the profile's
   */
  readonly region?: string | undefined;
  /**
   * Accounts and regions of APIs that are elsewhere, by the beginning of their names: `billing` means `billing` and
   * everything below it; the longest match wins.
   * @default none; inside Lambda what the `locations` of the function's deployment say
   */
  readonly locations?: Readonly<Record<string, ApiLocation>> | undefined;
  /**
   * ARNs of topics that were not made by the bus, by the dotted names of their events.
   * @default none; inside Lambda what the `topics` of the function's deployment say
   */
  readonly topics?: Readonly<Record<string, string>> | undefined;
  /**
   * The most bytes of events that may have more than 256 KiB, by their dotted names.
   * @default none; inside Lambda those of the function's own service
   * @see https://docs.aws.amazon.com/sns/latest/dg/large-message-payloads.html
   */
  readonly maximumMessageSizes?: Readonly<Record<string, number>> | undefined;
  /**
   * Classes that answers may hold, each with `static fromBus(wire)`: `{ Money }`, by the names that they have in the
   * called service, or `[Money]`, by their own. Bundlers and minifiers rename classes, but not the keys of an object; a
   * class that says `static readonly busName = 'Money'` keeps that name in a list too.
   * @default none
   */
  readonly codecs?: Codecs | undefined;
  /**
   * How long a call or fire waits, in milliseconds: a call from when it is sent, so that one of many does not run out of
   * time while it waits for its turn.
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
  /**
   * How many calls may be under way at once; others wait for their turn. `Infinity` bounds nothing.
   * @default 50, over all buses of the process that do not say another number; none with an `invoker`
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
   */
  readonly concurrency?: number | undefined;
  /**
   * Who calls, as the called function's log says it.
   * @default the function's name, inside Lambda
   */
  readonly caller?: string | undefined;
  /**
   * What calls go through.
   * @default Lambda Invoke by the AWS SDK
   */
  readonly invoker?: ProcedureInvoker | undefined;
  /**
   * What events go through.
   * @default SNS Publish by the AWS SDK
   */
  readonly publisher?: EventPublisher | undefined;
}

const known: Readonly<Record<keyof BusOptions, true>> = {
  stage: true,
  account: true,
  region: true,
  locations: true,
  topics: true,
  maximumMessageSizes: true,
  codecs: true,
  timeoutMs: true,
  concurrency: true,
  caller: true,
  invoker: true,
  publisher: true,
};

/**
 * Refuses what are no options of a bus, once where the bus is made: a misspelt one would be as if it were not there.
 * @throws BusError `DEFINITION_INVALID`.
 */
export function assertBusOptions(options: BusOptions): void {
  const isRecord = typeof options === 'object' && options !== null && !Array.isArray(options);
  const unknown = isRecord && Object.keys(options).find((name) => !Object.hasOwn(known, name));
  if (isRecord && unknown === undefined) return;
  const problem = isRecord
    ? `has no option "${unknown}"`
    : `takes an object of options or nothing, got ${String(options)}`;
  throw new BusError('DEFINITION_INVALID', `createBus ${problem}. Its options are ${Object.keys(known).join(', ')}.`);
}
