import type { AcknowledgeOptions } from './acknowledge.ts';

/**
 * A procedure that a function calls or an event that it fires by a name that is known only at run time. A dotted name
 * is looked up among the service's own and on the buses that it makes; what they do not know says itself what it is.
 */
export type DeclaredUse =
  | string
  | { readonly call: string }
  | {
      readonly fire: string;
      /**
       * Whether its topic is FIFO.
       * @default false
       */
      readonly fifo?: boolean | undefined;
    };

/** Options about what a function does to the bus. */
export interface UsesOptions extends AcknowledgeOptions {
  /**
   * What the function calls and fires by names that only running it can say, such as `['support.case.get']`; its role
   * allows it besides what the build finds in its code.
   * @default what the build finds in the code
   * @throws BuildError `USES_UNKNOWN` for a name that is not known
   */
  readonly uses?: readonly DeclaredUse[] | undefined;
}

/** The option names of {@link UsesOptions}. */
export const usesOptionNames = ['uses', 'acknowledge'] as const;
