/** Measures one row in a process of its own, so that rows neither warm up nor weigh on each other. Started by main.ts. */
import { measureRow } from './support/measure-row.ts';
import type { Row } from './support/row.ts';

const [name = '', rounds = '5', mode = 'full'] = process.argv.slice(2);

// A module in rows/ exports its row.
const { row } = (await import(`./rows/${name}.ts`)) as { readonly row: Row };
const result = await measureRow(row, {
  rounds: Number(rounds),
  isQuick: mode === 'quick',
  log: (text) => console.error(`  ${name}: ${text}`),
});
process.send?.(result, () => process.exit());
