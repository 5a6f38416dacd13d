import { relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourcePosition } from '../../manifest/index.ts';
import { isLibraryFile } from '../library.ts';
import type { BundledBus } from './bundle-bus.ts';

const frame = /(?:\(|at (?:async )?)(file:\/\/[^)\s]+|\/[^)\s]+|[A-Za-z]:\\[^)\s]+):(\d+):(\d+)\)?$/;

/** The first place of a stack trace of the bundle that is the user's own code, else the first in one of its packages. */
export function stackPosition(stack: string, bundle: BundledBus, packageRoot: string): SourcePosition | undefined {
  const places = stack.split('\n').flatMap((line) => {
    const [, path = '', row, column] = frame.exec(line.trimEnd()) ?? [];
    const file = path.startsWith('file:') ? fileURLToPath(path) : path;
    if (file !== bundle.file) return [];
    const place = bundle.originalPosition(Number(row), Number(column));
    return place === undefined || isLibraryFile(place.file) ? [] : [place];
  });
  const found = places.find(({ file }) => !file.includes(`${sep}node_modules${sep}`)) ?? places[0];
  if (found === undefined) return undefined;
  return { ...found, file: relative(packageRoot, found.file).replaceAll('\\', '/') };
}
