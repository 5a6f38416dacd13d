import type { Invocation } from '../functions/invocation.ts';

/** What becomes of a batch: which of its messages failed, and why all of them did if they did. */
export interface BatchResult {
  readonly failedIds: ReadonlySet<string>;
  /** Why the whole batch failed: a function error, or a response that says nothing of single messages. */
  readonly error?: string | undefined;
}

/**
 * Reads a batch's result as an event source mapping with `ReportBatchItemFailures` does: nothing reported is success,
 * a report that cannot be understood or that names a foreign message fails the whole batch.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting
 */
export function batchResult(messageIds: readonly string[], { error, payload }: Invocation): BatchResult {
  const all = new Set(messageIds);
  if (error !== undefined) return { failedIds: all, error: `${error.errorType}: ${error.errorMessage}` };
  const response: unknown = JSON.parse(payload);
  if (response === null) return { failedIds: new Set() };
  if (typeof response !== 'object') return { failedIds: all, error: `The function answered ${payload}.` };
  const failures: unknown = 'batchItemFailures' in response ? response.batchItemFailures : null;
  if (failures === null) return { failedIds: new Set() };
  if (!Array.isArray(failures)) return { failedIds: all, error: 'batchItemFailures is no list.' };
  const failedIds = new Set<string>();
  for (const failure of failures as readonly unknown[]) {
    const id: unknown =
      typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
        ? failure.itemIdentifier
        : undefined;
    if (typeof id !== 'string' || !all.has(id)) {
      return {
        failedIds: all,
        error: `batchItemFailures names ${JSON.stringify(id)}, which is no message of the batch.`,
      };
    }
    failedIds.add(id);
  }
  return { failedIds };
}
