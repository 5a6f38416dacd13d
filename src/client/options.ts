import type { Codec } from '../wire/index.ts';
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
   * @default none
   */
  readonly locations?: Readonly<Record<string, ApiLocation>> | undefined;
  /**
   * Classes that answers may hold, each with `static fromBus(wire)`.
   * @default none
   */
  readonly codecs?: readonly Codec[] | undefined;
  /**
   * How long a call or fire waits, in milliseconds.
   * @default 10_000
   */
  readonly timeoutMs?: number | undefined;
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
