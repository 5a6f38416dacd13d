import MagicString, { type SourceMap } from 'magic-string';
import type ts from 'typescript-checker';
import { isErased } from './syntax.ts';

/** What stays of a module. */
export interface Remainder {
  /** Statements that stay as they are. */
  readonly statements: ReadonlySet<ts.Statement>;
  /** Imports of which only the loading stays, by their specifiers. */
  readonly loadedOnly: ReadonlyMap<ts.Statement, string>;
  /** The exports that are used. */
  readonly exports: ReadonlySet<string>;
  /** Members of the class that go. */
  readonly removed: readonly ts.ClassElement[];
}

/** The text of what stays of a module. */
export interface WrittenSlice {
  readonly code: string;
  /** Its source map, made only when it is asked for. */
  readonly map: () => SourceMap;
}

/** Writes what stays of a module. */
export function writeSlice(typescript: typeof ts, module: ts.SourceFile, remainder: Remainder): WrittenSlice {
  const output = new MagicString(module.text, { filename: module.fileName });
  const remove = (node: ts.Node): void => {
    output.remove(node.getFullStart(), node.getEnd());
  };
  for (const statement of module.statements) {
    const specifier = remainder.loadedOnly.get(statement);
    if (specifier !== undefined) {
      output.overwrite(statement.getStart(), statement.getEnd(), `import ${JSON.stringify(specifier)};`);
    } else if (isLocalExport(typescript, statement)) {
      const clause = statement.exportClause;
      const kept = clause.elements.filter(({ name }) => remainder.exports.has(name.text));
      if (kept.length === 0) remove(statement);
      else output.overwrite(clause.getStart(), clause.getEnd(), `{ ${kept.map((part) => part.getText()).join(', ')} }`);
    } else if (!remainder.statements.has(statement) && !isErased(typescript, statement)) {
      remove(statement);
    }
  }
  remainder.removed.forEach(remove);
  return {
    code: output.toString(),
    map: () => output.generateMap({ hires: 'boundary', source: module.fileName, includeContent: false }),
  };
}

/** Whether a statement is `export { … }` of the module's own bindings. */
export function isLocalExport(
  typescript: typeof ts,
  statement: ts.Statement,
): statement is ts.ExportDeclaration & { readonly exportClause: ts.NamedExports } {
  return (
    typescript.isExportDeclaration(statement) &&
    statement.moduleSpecifier === undefined &&
    statement.exportClause !== undefined &&
    typescript.isNamedExports(statement.exportClause)
  );
}
