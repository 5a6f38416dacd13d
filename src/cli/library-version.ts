import { createRequire } from 'node:module';

/** The version of the running copy of the library. */
export function libraryVersion(): string {
  const content: unknown = createRequire(import.meta.url)('lambdabus/package.json');
  if (typeof content === 'object' && content !== null && 'version' in content) return String(content.version);
  throw new TypeError("lambdabus's own package.json has no version. Install the package again.");
}
