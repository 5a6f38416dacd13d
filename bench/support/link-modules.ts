import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-node.ts';

/**
 * Lets what lies in a directory import the repository's dependencies. Each is linked on its own, so that caches in
 * `node_modules/.cache` are the directory's.
 */
export function linkModules(directory: string): void {
  const modules = join(root, 'node_modules');
  const links = join(directory, 'node_modules');
  mkdirSync(links);
  for (const name of readdirSync(modules)) {
    if (name !== '.cache') symlinkSync(join(modules, name), join(links, name));
  }
}
