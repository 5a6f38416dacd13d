/** What the build warns of when it looks at how functions work together; each may be meant. */
export const graphFindings = ['CALL_CYCLE', 'EVENT_LOOP', 'TIMEOUT_NOT_NESTED', 'CALL_CHAIN_DEEP'] as const;

/** One of {@link graphFindings}. */
export type GraphFinding = (typeof graphFindings)[number];

/** Options that say that something is meant. */
export interface AcknowledgeOptions {
  /**
   * Warnings about this function that are known and meant, such as `['CALL_CYCLE']`; of a circle one function is enough.
   * @default none
   */
  readonly acknowledge?: readonly GraphFinding[] | undefined;
}
