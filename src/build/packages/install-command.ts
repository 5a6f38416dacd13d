import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const lockFiles = { 'package-lock.json': 'npm', 'pnpm-lock.yaml': 'pnpm', 'yarn.lock': 'yarn', 'bun.lock': 'bun' };

/** How the project of a module installs a package, or all of them: by its lock file. */
export function installCommand(name: string | undefined, from: string): string {
  for (let directory = dirname(from); ; directory = dirname(directory)) {
    const found = Object.entries(lockFiles).find(([file]) => existsSync(join(directory, file)));
    if (found === undefined && directory !== dirname(directory)) continue;
    const manager = found?.[1] ?? 'npm';
    if (name === undefined) return `${manager} install`;
    return `${manager} ${manager === 'npm' ? 'install' : 'add'} ${name}`;
  }
}
