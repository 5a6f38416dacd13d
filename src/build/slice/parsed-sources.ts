import { readFileSync } from 'node:fs';
import type ts from 'typescript-checker';

/** The sources of modules, each read and parsed once. */
export interface ParsedSources {
  readonly typescript: typeof ts;
  parse(path: string): ts.SourceFile;
}

/** Makes a memory of parsed sources. */
export function createParsedSources(
  typescript: typeof ts,
  read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): ParsedSources {
  const parsed = new Map<string, ts.SourceFile>();
  return {
    typescript,
    parse(path) {
      const known = parsed.get(path);
      if (known !== undefined) return known;
      const module = typescript.createSourceFile(path, read(path), typescript.ScriptTarget.Latest, true);
      parsed.set(path, module);
      return module;
    },
  };
}
