import { readFileSync } from 'node:fs';
import { type Comment, type Node, parseSync } from 'oxc-parser';
import { childrenOf, type Statement } from './syntax.ts';

/** A module as it is written; its nodes have parents. */
export interface ParsedModule {
  readonly path: string;
  readonly text: string;
  readonly statements: readonly Statement[];
  readonly comments: readonly Comment[];
  /** Whether the parser does not take it: then nothing is known of it, and there are no statements. */
  readonly isUnread: boolean;
}

/** The sources of modules, each read and parsed once. */
export interface ParsedSources {
  parse(path: string): ParsedModule;
}

/** Makes a memory of parsed sources. */
export function createParsedSources(
  read: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): ParsedSources {
  const parsed = new Map<string, ParsedModule>();
  return {
    parse(path) {
      const known = parsed.get(path);
      if (known !== undefined) return known;
      const module = parseModule(path, read(path));
      parsed.set(path, module);
      return module;
    },
  };
}

/** Parses a module. */
export function parseModule(path: string, text: string): ParsedModule {
  const { program, comments, errors } = parseSync(path, text);
  // The bundler has taken every module that is asked for, so these are few: what one of the two is stricter with.
  if (errors.length > 0) return { path, text, statements: [], comments: [], isUnread: true };
  setParents(program);
  return { path, text, statements: program.body, comments, isUnread: false };
}

function setParents(node: Node): void {
  for (const child of childrenOf(node)) {
    child.parent = node;
    setParents(child);
  }
}
