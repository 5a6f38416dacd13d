import MagicString, { type SourceMap } from 'magic-string';
import type { Class, ClassElement, Node } from 'oxc-parser';
import type { ParsedModule } from './parsed-sources.ts';
import { declarationOf, exportName, isErased, type Statement } from './syntax.ts';

/** What stays of a module. */
export interface Remainder {
  /** Statements that stay as they are. */
  readonly statements: ReadonlySet<Statement>;
  /** Imports of which only the loading stays, by their specifiers. */
  readonly loadedOnly: ReadonlyMap<Statement, string>;
  /** The exports that are used. */
  readonly exports: ReadonlySet<string>;
  /** The class that is cut. */
  readonly cutClass?: Class | undefined;
  /** Members of it that go. */
  readonly removed: ReadonlySet<ClassElement>;
}

/** The text of what stays of a module. */
export interface WrittenSlice {
  readonly code: string;
  /** Its source map, made only when it is asked for. */
  readonly map: () => SourceMap;
}

/** Writes what stays of a module. */
export function writeSlice({ path, text, statements }: ParsedModule, remainder: Remainder): WrittenSlice {
  const output = new MagicString(text, { filename: path });
  /** Removes some of the nodes that stand one after the other, each with the comments before it. */
  const removeAmong = <TNode extends Node>(
    nodes: readonly TNode[],
    from: number,
    goes: (node: TNode) => boolean,
  ): void => {
    let start = from;
    for (const node of nodes) {
      if (goes(node)) output.remove(start, node.end);
      start = node.end;
    }
  };

  removeAmong(statements, 0, (statement) => {
    if (remainder.loadedOnly.has(statement)) return false;
    if (isLocalExport(statement)) return keptExports(statement, remainder).length === 0;
    return !remainder.statements.has(statement) && !isErased(declarationOf(statement));
  });
  for (const statement of statements) {
    const specifier = remainder.loadedOnly.get(statement);
    if (specifier !== undefined) {
      output.overwrite(statement.start, statement.end, `import ${JSON.stringify(specifier)};`);
    } else if (isLocalExport(statement)) {
      const kept = keptExports(statement, remainder).map(({ start, end }) => text.slice(start, end));
      if (kept.length > 0) output.overwrite(statement.start, statement.end, `export { ${kept.join(', ')} };`);
    }
  }
  const { cutClass, removed } = remainder;
  // Behind the brace.
  if (cutClass !== undefined) removeAmong(cutClass.body.body, cutClass.body.start + 1, (member) => removed.has(member));
  return {
    code: output.toString(),
    map: () => output.generateMap({ hires: 'boundary', source: path, includeContent: false }),
  };
}

type LocalExport = Extract<Statement, { readonly type: 'ExportNamedDeclaration' }>;

/** Whether a statement is `export { … }` of the module's own bindings. */
export function isLocalExport(statement: Statement): statement is LocalExport {
  return statement.type === 'ExportNamedDeclaration' && statement.declaration === null && statement.source === null;
}

function keptExports({ specifiers }: LocalExport, { exports }: Remainder): LocalExport['specifiers'] {
  return specifiers.filter(({ exported }) => exports.has(exportName(exported)));
}
