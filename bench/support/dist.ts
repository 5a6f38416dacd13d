import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './run-node.ts';

/** Where a source module is compiled to: what is published is measured, not sources whose types Node strips first. */
export function compiled(source: string): string {
  return pathToFileURL(join(root, 'dist', source.replace(/\.ts$/, '.js'))).href;
}
