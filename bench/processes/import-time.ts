/** Imports a bundle as a cold start does and prints how long that took: `node import-time.ts <file>`. */
import { pathToFileURL } from 'node:url';

const url = pathToFileURL(process.argv[2] ?? '').href;
const began = performance.now();
const module: { readonly handler?: unknown } = await import(url);
const ms = performance.now() - began;
if (typeof module.handler !== 'function') throw new TypeError(`${url} exports no handler.`);
console.log(JSON.stringify({ ms }));
