import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where caches of a service lie: in the node_modules that it uses, else in its output directory. */
export function cacheDirectory(packageRoot: string, outDir: string): string {
  for (let directory = packageRoot; directory !== dirname(directory); directory = dirname(directory)) {
    const modules = join(directory, 'node_modules');
    if (existsSync(modules)) return join(modules, '.cache', 'lambdabus');
  }
  return join(outDir, 'cache');
}
