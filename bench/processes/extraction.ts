/**
 * Reads the types of a service, then again after each of some edits: `node extraction.ts <bus module> <edited file> <edits>`.
 * Prints how long each took, in ms.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type * as types from '../../src/build/types/index.ts';
import { compiled } from '../support/dist.ts';

const [busModule = '', edited = '', edits = '0'] = process.argv.slice(2);
// What the compiled module exports is what its source does.
const { createTypeReader } = (await import(compiled('src/build/types/index.ts'))) as typeof types;

const reader = createTypeReader();
const timed = (): number => {
  const began = performance.now();
  reader.check({ busModule, packageRoot: dirname(busModule), service: 'generated' });
  return performance.now() - began;
};

const cold = timed();
const afterEdit = Array.from({ length: Number(edits) }, () => {
  writeFileSync(edited, `${readFileSync(edited, 'utf8')}// edited\n`);
  return timed();
});
console.log(JSON.stringify({ cold, afterEdit }));
