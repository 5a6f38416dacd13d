/** Builds a service once: `node build.ts <bus module>`; prints the peak memory of its Node processes in bytes. */
import { build } from 'lambdabus/build';
import { peakBytes } from '../support/peak-memory.ts';

await build(process.argv[2] ?? '');
console.log(JSON.stringify({ peakBytes: peakBytes() }));
