import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-node.ts';

/** The version of a dependency of this repository. */
export function versionOf(dependency: string): string {
  const manifest: { readonly version: string } = JSON.parse(
    readFileSync(join(root, 'node_modules', dependency, 'package.json'), 'utf8'),
  );
  return manifest.version;
}
