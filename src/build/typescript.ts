// biome-ignore lint/correctness/useImportExtensions: it is JavaScript, beside its declaration
export { ts } from './required-typescript.mjs';
