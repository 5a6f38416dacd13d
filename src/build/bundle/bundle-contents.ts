import { relative, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { isLibraryFile } from '../library.ts';
import { joinedLibraryPath } from './library-plugin.ts';
import { withoutCut } from './slice-functions.ts';

/** A part of a bundle's code: a package, or a module of the service's own. */
export interface BundlePart {
  /** The package's name, or the module's path from package.json on. */
  readonly what: string;
  /** Bytes in the bundle, minified. */
  readonly bytes: number;
  /** The shortest way by which it is imported, from the module that the function starts in. */
  readonly chain: readonly string[];
}

/** Tells what each bundle is made of, the largest part first. By the path of its entry in the metafile. */
export function readContents(metafile: Metafile, packageRoot: string): (entryPoint: string) => readonly BundlePart[] {
  const names = new Map<string, string>();
  const nameOf = (input: string): string => {
    const known = names.get(input) ?? partName(input, packageRoot);
    names.set(input, known);
    return known;
  };
  const outputs = new Map(Object.values(metafile.outputs).map((output) => [output.entryPoint, output.inputs] as const));

  return (entryPoint) => {
    const bytes = new Map<string, number>();
    for (const [input, { bytesInOutput }] of Object.entries(outputs.get(entryPoint) ?? {})) {
      if (bytesInOutput === 0) continue;
      const name = nameOf(input);
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
    const chains = shortestChains(metafile, entryPoint, nameOf);
    return [...bytes]
      .map(([what, size]) => ({ what, bytes: size, chain: chains.get(what) ?? [] }))
      .sort((a, b) => b.bytes - a.bytes || (a.what < b.what ? -1 : 1));
  };
}

/** The names of the parts on the way to each part; the way begins behind the entry, which the build makes. */
function shortestChains(
  { inputs }: Metafile,
  entryPoint: string,
  nameOf: (input: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const chains = new Map<string, readonly string[]>();
  const reached = new Map<string, readonly string[]>([[entryPoint, []]]);
  for (const [input, chain] of reached) {
    for (const { path, external } of inputs[input]?.imports ?? []) {
      if (external === true || reached.has(path)) continue;
      const name = nameOf(path);
      const extended = chain.at(-1) === name ? chain : [...chain, name];
      reached.set(path, extended);
      if (!chains.has(name)) chains.set(name, extended);
    }
  }
  return chains;
}

function partName(input: string, packageRoot: string): string {
  if (input === joinedLibraryPath) return 'lambdabus';
  if (/^[a-z][a-z-]+:/.test(input)) return 'the entry';
  const file = resolve(packageRoot, withoutCut(input));
  if (isLibraryFile(file)) return 'lambdabus';
  const inside = file.replaceAll('\\', '/').split('/node_modules/').at(-1) ?? '';
  if (inside === file.replaceAll('\\', '/')) return relative(packageRoot, file).replaceAll('\\', '/');
  return /^(?:@[^/]+\/)?[^/]+/.exec(inside)?.[0] ?? inside;
}
