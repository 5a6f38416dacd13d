/**
 * Measures lambdabus beside what its users would take instead: `npm run bench -- --help`.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { drawChart } from './support/chart.ts';
import { thisMachine } from './support/machine.ts';
import { mergeResults } from './support/merge-results.ts';
import { fillPage, fillReadme } from './support/page.ts';
import type { Results } from './support/results.ts';
import type { Row } from './support/row.ts';
import { runRows } from './support/run-rows.ts';
import { resultsTable } from './support/table.ts';

const usage = `Measures lambdabus beside what would be used instead, in turn, and writes docs/benchmarks.{json,svg,md} and the README's table.

  npm run bench -- [options]

  --only <row>     only this row; may be given several times; writes nothing unless --write is given
  --rounds <n>     rounds of each row; rows that need more take more (default 5)
  --quick          one small round of each row, to see that it works: no verdict, nothing written
  --json           prints the results as JSON instead of the table
  --write          puts the rows that were measured into docs/benchmarks.*
  --list           prints the rows
`;

const docs = resolve(import.meta.dirname, '../docs');
const { values: options } = parseArgs({
  options: {
    only: { type: 'string', multiple: true },
    rounds: { type: 'string', default: '5' },
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const { only, quick: isQuick } = options;
const rows = await readRows();

if (options.help) console.log(usage);
else if (options.list) for (const { name, title } of rows) console.log(`${name.padEnd(24)}${title}`);
else process.exitCode = await run();

async function run(): Promise<number> {
  const rounds = Number(options.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new RangeError(`--rounds is "${options.rounds}": give a number from 1.`);
  if (isQuick && options.write) throw new RangeError('--quick measures nothing worth keeping: leave --write out.');
  const unknown = only?.find((name) => !rows.some((row) => row.name === name));
  if (unknown !== undefined) {
    throw new RangeError(`There is no row "${unknown}": ${rows.map(({ name }) => name).join(', ')}`);
  }
  const wanted = rows.filter(({ name }) => only === undefined || only.includes(name));
  const measured = await runRows(wanted, { rounds, isQuick });
  const results: Results = { version: 1, machine: thisMachine(), rows: measured };

  if (options.json) console.log(JSON.stringify(results, null, 2));
  else {
    console.log(resultsTable(measured, { hasVerdict: !isQuick }));
    for (const { name, note, error } of measured) console.log(`\n${name}: ${error ?? note}`);
  }
  if (options.write || (only === undefined && !isQuick)) write(results);
  return measured.every(({ error }) => error === undefined) ? 0 : 1;
}

function write(measured: Results): void {
  const file = join(docs, 'benchmarks.json');
  const results = mergeResults(
    readResults(file),
    measured,
    rows.map(({ name }) => name),
  );
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(docs, 'benchmarks.svg'), drawChart(results.rows));
  const page = join(docs, 'benchmarks.md');
  writeFileSync(page, fillPage(readFileSync(page, 'utf8'), results));
  const readme = resolve(docs, '../README.md');
  writeFileSync(readme, fillReadme(readFileSync(readme, 'utf8'), results));
  console.error(`wrote ${file}, the page and chart beside it, and the table in ${readme}`);
}

function readResults(file: string): Results | undefined {
  // Written by an earlier run of this script.
  return readdirSync(docs).includes('benchmarks.json')
    ? (JSON.parse(readFileSync(file, 'utf8')) as Results)
    : undefined;
}

/** All rows, in the order of the modules' names. */
async function readRows(): Promise<readonly Row[]> {
  const files = readdirSync(join(import.meta.dirname, 'rows')).filter((file) => file.endsWith('.ts'));
  const names = files.map((file) => basename(file, '.ts')).toSorted();
  return Promise.all(
    names.map(async (name) => {
      // A module in rows/ exports its row.
      const { row } = (await import(`./rows/${name}.ts`)) as { readonly row: Row };
      if (row.name !== name) throw new TypeError(`rows/${name}.ts exports the row "${row.name}".`);
      return row;
    }),
  );
}
