import { existsSync, readFileSync, statSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { join, relative, resolve } from 'node:path';

/** A place in a bundle as a stack names it: the package's directory, the bundle's name, line and column. */
const bundlePlace =
  /(?:file:\/\/)?((?:\/[^\s():/]+)*)\/\.lambdabus\/dev\/functions\/([^\s():/]+)\/index\.mjs:(\d+):(\d+)/g;

/** Turns places in bundles into the places in the sources that they were made from. */
export function sourcePlaces(cwd: string): (text: string) => string {
  const maps = new Map<string, { readonly modified: number; readonly map: SourceMap }>();

  function readMap(file: string): SourceMap | undefined {
    if (!existsSync(file)) return undefined;
    const modified = statSync(file).mtimeMs;
    const known = maps.get(file);
    if (known?.modified === modified) return known.map;
    const map = new SourceMap(JSON.parse(readFileSync(file, 'utf8')));
    maps.set(file, { modified, map });
    return map;
  }

  return (text) =>
    text.replaceAll(bundlePlace, (place, packageRoot: string, name: string, line: string, column: string) => {
      const map = readMap(join(packageRoot, '.lambdabus', 'dev', 'maps', `${name}.mjs.map`));
      const origin = map?.findOrigin(Number(line), Number(column));
      if (origin === undefined || !('fileName' in origin)) return place;
      // The build maps a bundle as if it lay beside the sources.
      const file = resolve(packageRoot, 'functions', name, origin.fileName);
      return `${relative(cwd, file)}:${origin.lineNumber}:${origin.columnNumber}`;
    });
}
