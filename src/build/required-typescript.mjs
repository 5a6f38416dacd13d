import { createRequire } from 'node:module';

/**
 * The TypeScript compiler that reads types and sources. It is required, because its package does not say that it is
 * CommonJS: for an import Node parses its nine megabytes once more, to see whether they are an ES module.
 */
export const ts = createRequire(import.meta.url)('typescript-checker');
