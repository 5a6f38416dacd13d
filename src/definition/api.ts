import { apiBrand, isBranded } from './brands.ts';
import type { ApiMeta } from './options.ts';

/**
 * The base class of every API: public methods are remote procedures, fields made by `event()` are its events.
 *
 * @example
 * ```ts
 * export class SupportCaseApi extends Api {
 *   static readonly meta = { name: 'support.case' } as const;
 *   readonly caseCreated = event<{ id: string }>();
 *   async get({ id }: { id: string }): Promise<SupportCase | null> { … }
 * }
 * ```
 */
export abstract class Api {
  /** Tells an API class from any other class, also across two copies of the library. */
  static readonly '~api' = true;
  static readonly [apiBrand] = true;

  /**
   * Runs once in each execution environment, before its first request: the place for connections and look-ups. It runs in
   * Lambda's init phase, with the whole processor, and ahead of any caller with provisioned concurrency. When it takes
   * longer than about 9 s the first request waits for the rest; when it throws, that request fails with what it threw, and
   * the next one starts it again.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html#runtimes-lifecycle-ib
   */
  protected async start(): Promise<void> {}
}

/** A concrete API class with its meta. */
export interface ApiClass {
  new (): object;
  readonly meta: ApiMeta;
  readonly name: string;
}

/** Whether `value` is a class that extends {@link Api}. */
export function isApiClass(value: unknown): value is ApiClass {
  return typeof value === 'function' && isBranded(value, apiBrand);
}
