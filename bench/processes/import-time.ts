/** Imports a bundle as a cold start does and prints how long that took: `node import-time.ts <file>`. */
import { pathToFileURL } from 'node:url';

const url = pathToFileURL(process.argv[2] ?? '').href;
const began = performance.now();
await import(url);
const ms = performance.now() - began;
console.log(JSON.stringify({ ms }));
