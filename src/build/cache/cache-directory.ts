import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where caches of a service lie: in the node_modules that it uses, else, or where that is not to be written, in its output directory. */
export function cacheDirectory(packageRoot: string, outDir: string): string {
  for (let directory = packageRoot; directory !== dirname(directory); directory = dirname(directory)) {
    const modules = join(directory, 'node_modules');
    if (!existsSync(modules)) continue;
    const cache = join(modules, '.cache', 'lambdabus');
    return obstacleTo(cache) === undefined ? cache : join(outDir, 'cache');
  }
  return join(outDir, 'cache');
}

/** What keeps files from being put into a directory, which is made where it is not there. */
export function obstacleTo(directory: string): { readonly path: string; readonly why: string } | undefined {
  for (let at = directory; ; at = dirname(at)) {
    const stats = statSync(at, { throwIfNoEntry: false });
    if (stats === undefined && at !== dirname(at)) continue;
    if (stats === undefined) return { path: at, why: 'is not there' };
    if (!stats.isDirectory()) return { path: at, why: 'is a file' };
    return isWritable(at) ? undefined : { path: at, why: 'is not to be written by this user, or on this file system' };
  }
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK);
    return true;
  } catch (error) {
    // Another user's, or a file system that is read only.
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
