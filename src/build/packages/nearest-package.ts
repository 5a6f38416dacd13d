import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a package.json says of what its modules may import. */
export interface NearestPackage {
  /** The names of all packages that it lists, of whichever kind. */
  readonly dependencies: readonly string[];
  /** The keys of its `imports`. */
  readonly imports: readonly string[];
}

const kinds = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'] as const;

/** The package.json that a module belongs to; undefined where there is none, or one that cannot be read. */
export function nearestPackage(file: string): NearestPackage | undefined {
  for (let directory = dirname(file); ; directory = dirname(directory)) {
    const candidate = join(directory, 'package.json');
    if (existsSync(candidate)) return readNearest(candidate);
    if (directory === dirname(directory)) return undefined;
  }
}

function readNearest(path: string): NearestPackage | undefined {
  try {
    const content: Readonly<Record<string, object | undefined>> = JSON.parse(readFileSync(path, 'utf8'));
    return {
      dependencies: kinds.flatMap((kind) => Object.keys(content[kind] ?? {})),
      imports: Object.keys(content['imports'] ?? {}),
    };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
