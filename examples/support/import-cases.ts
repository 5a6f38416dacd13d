import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import { createBus, isBusError } from 'lambdabus';
import type * as apis from './apis.ts';

/** A row that the bus turned away. */
export interface RefusedRow {
  readonly line: number;
  readonly reason: string;
}

/** What an import did. */
export interface ImportResult {
  readonly imported: readonly apis.SupportCase[];
  readonly refused: readonly RefusedRow[];
}

/** Opens a case for each row of a CSV file with the columns id, sender, subject, body and country. */
export async function importCases(
  file: string,
  {
    concurrency = 8,
    onProgress = () => undefined,
  }: { concurrency?: number; onProgress?: (done: number, total: number) => void } = {},
): Promise<ImportResult> {
  const bus = createBus<typeof apis>();
  const rows: readonly CsvRow[] = parse(await readFile(file, 'utf8'), { columns: true, info: true, bom: true });
  const imported: apis.SupportCase[] = [];
  const refused: RefusedRow[] = [];
  const waiting = rows.values();

  const work = async (): Promise<void> => {
    for (const { record, info } of waiting) {
      try {
        imported.push(await bus.support.case.open(record));
      } catch (error) {
        if (!isBusError(error) || error.code !== 'VALIDATION_FAILED') throw error;
        refused.push({ line: info.lines, reason: error.message });
      }
      onProgress(imported.length + refused.length, rows.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { imported, refused: refused.sort((a, b) => a.line - b.line) };
}

interface CsvRow {
  readonly record: apis.NewCase;
  readonly info: { readonly lines: number };
}
