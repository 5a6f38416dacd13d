/** Builds a service once: `node build.ts <bus module>`; prints its peak memory in bytes. */
import { build } from 'lambdabus/build';

await build(process.argv[2] ?? '');
console.log(JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 }));
