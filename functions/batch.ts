import { setTimeout as sleep } from 'node:timers/promises';
import type { LambdaContext, SqsRecord } from './lambda.ts';

/** What became of a record: handled or laid to rest, or to be delivered again. */
export type Outcome = 'done' | 'retry';

/** Handles one record; it never throws. */
export type RecordHandler = (record: SqsRecord) => Promise<Outcome>;

/** What is left of the time when a batch is answered at last: enough for the answer to reach Lambda. */
const answerMs = 200;

/**
 * Handles the records of a batch and gives those that have to be delivered again. Records of a standard queue wait for
 * nothing, those of one FIFO group for each other.
 *
 * @param onLate Is told the records of a standard queue that are still being handled when the time is up.
 */
export async function handleBatch(
  records: readonly SqsRecord[],
  handle: RecordHandler,
  { context, onLate }: { readonly context: LambdaContext; readonly onLate: (late: readonly SqsRecord[]) => void },
): Promise<readonly SqsRecord[]> {
  const ordered = records.filter(isFifo);
  const free = records.filter((record) => !isFifo(record));
  const failed = await Promise.all([
    ...groupsOf(ordered).map((group) => handleInOrder(group, handle)),
    handleFree(free, handle, { context, onLate }),
  ]);
  return failed.flat();
}

function isFifo({ eventSourceARN }: SqsRecord): boolean {
  return eventSourceARN.endsWith('.fifo');
}

function groupsOf(records: readonly SqsRecord[]): readonly (readonly SqsRecord[])[] {
  return Object.values(
    Object.groupBy(records, ({ eventSourceARN, attributes }) => `${eventSourceARN} ${attributes.MessageGroupId}`),
  ).filter((group) => group !== undefined);
}

/** Handles records one after another; after one that is to be retried the later ones are not run, which keeps their order. */
async function handleInOrder(records: readonly SqsRecord[], handle: RecordHandler): Promise<readonly SqsRecord[]> {
  for (const [index, record] of records.entries()) {
    if ((await handle(record)) === 'retry') return records.slice(index);
  }
  return [];
}

/**
 * Handles records side by side. One that hangs must not take the others with it: a timeout fails all of them, at each
 * receive, into the dead-letter queue at last. So the batch is answered just before, if there is something to save.
 */
async function handleFree(
  records: readonly SqsRecord[],
  handle: RecordHandler,
  { context, onLate }: { readonly context: LambdaContext; readonly onLate: (late: readonly SqsRecord[]) => void },
): Promise<readonly SqsRecord[]> {
  const failed: SqsRecord[] = [];
  const late = new Set(records);
  const all = Promise.all(
    records.map(async (record) => {
      if ((await handle(record)) === 'retry') failed.push(record);
      late.delete(record);
    }),
  );
  const finished = new AbortController();
  const remaining = context.getRemainingTimeInMillis();
  const timeIsUp = sleep(remaining - Math.min(answerMs, remaining / 20), undefined, { signal: finished.signal });
  // Aborted when all is done, which is no failure.
  await Promise.race([all, timeIsUp.catch(() => undefined)]);
  finished.abort();
  // Nothing is done: Lambda's own timeout ends what hangs, and the next invocation starts afresh.
  if (late.size === records.length) await all;
  if (late.size > 0) onLate([...late]);
  return [...failed, ...late];
}
