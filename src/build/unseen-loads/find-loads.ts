import { ts } from '../typescript.ts';

/** Code that loads a module in a way that the bundler does not follow. */
export interface UnseenLoad {
  readonly by: 'createRequire' | 'import()';
  /** What is loaded, where that stands in the file. */
  readonly specifier: string | undefined;
  /** How it is written. */
  readonly text: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** Whether a text may hold such code, so that it is worth parsing. */
export function mayLoadUnseen(text: string): boolean {
  return /\bcreateRequire\b|\bimport\s*\(/.test(text);
}

/** Finds calls of `import()` with a computed name, and of what `createRequire()` gives. */
export function findUnseenLoads(file: string, text: string): readonly UnseenLoad[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const names = namesIn(source);
  const loads: UnseenLoad[] = [];
  function visit(node: ts.Node): void {
    const by = ts.isCallExpression(node) ? waysOf(node, names) : undefined;
    if (ts.isCallExpression(node) && by !== undefined) {
      const [argument] = node.arguments;
      const specifier = argument && literal(argument, names);
      if (argument !== undefined && isUnseen(by, argument, specifier)) loads.push(at(node, by, specifier, source));
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return loads;
}

/** The names of a file that matter here. */
interface Names {
  /** Those of `createRequire`, and of modules that have it. */
  readonly makers: ReadonlySet<string>;
  /** Those of what `createRequire()` gave. */
  readonly requires: ReadonlySet<string>;
  /** Constants that are strings. */
  readonly constants: ReadonlyMap<string, string>;
}

function namesIn(source: ts.SourceFile): Names {
  const makers = new Set<string>();
  const requires = new Set<string>();
  const constants = new Map<string, string>();
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    if (!/^(?:node:)?module$/.test(statement.moduleSpecifier.text)) continue;
    const { name, namedBindings } = statement.importClause ?? {};
    if (name !== undefined) makers.add(name.text);
    if (namedBindings === undefined) continue;
    if (ts.isNamespaceImport(namedBindings)) makers.add(namedBindings.name.text);
    else {
      for (const { name: local, propertyName } of namedBindings.elements) {
        if ((propertyName ?? local).text === 'createRequire') makers.add(local.text);
      }
    }
  }
  function visit(node: ts.Node): void {
    if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name) && node.initializer !== undefined) {
      const { initializer } = node;
      if (isMade(initializer, makers)) requires.add(node.name.text);
      const isConstant = ts.isVariableDeclarationList(node.parent) && node.parent.flags & ts.NodeFlags.Const;
      if (isConstant && ts.isStringLiteralLike(initializer)) constants.set(node.name.text, initializer.text);
    }
    ts.forEachChild(node, visit);
  }
  visit(source);
  return { makers, requires, constants };
}

/** Whether an expression is `createRequire(…)`. */
function isMade(node: ts.Expression, makers: ReadonlySet<string>): boolean {
  if (!ts.isCallExpression(node)) return false;
  const { expression } = node;
  if (ts.isIdentifier(expression)) return makers.has(expression.text);
  return (
    ts.isPropertyAccessExpression(expression) &&
    expression.name.text === 'createRequire' &&
    ts.isIdentifier(expression.expression) &&
    makers.has(expression.expression.text)
  );
}

function waysOf({ expression }: ts.CallExpression, { makers, requires }: Names): UnseenLoad['by'] | undefined {
  if (expression.kind === ts.SyntaxKind.ImportKeyword) return 'import()';
  const callee =
    ts.isPropertyAccessExpression(expression) && expression.name.text === 'resolve'
      ? expression.expression
      : expression;
  const isRequire = ts.isIdentifier(callee) ? requires.has(callee.text) : isMade(callee, makers);
  return isRequire ? 'createRequire' : undefined;
}

function literal(node: ts.Expression, { constants }: Names): string | undefined {
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isIdentifier(node) ? constants.get(node.text) : undefined;
}

/** The bundler follows literals, and takes every file along that a path which begins with `./` may mean. */
function isUnseen(by: UnseenLoad['by'], argument: ts.Expression, specifier: string | undefined): boolean {
  if (by === 'createRequire') return !/^(?:node|data):/.test(specifier ?? beginning(argument));
  if (ts.isStringLiteralLike(argument)) return false;
  return !/^(?:\.{1,2}\/|(?:node|data|https?):)/.test(beginning(argument));
}

/** What a text begins with, as far as that stands there. */
function beginning(node: ts.Expression): string {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node)) return node.head.text;
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) return beginning(node.left);
  return '';
}

function at(
  node: ts.CallExpression,
  by: UnseenLoad['by'],
  specifier: string | undefined,
  source: ts.SourceFile,
): UnseenLoad {
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  const [text = ''] = node.getText(source).split('\n');
  return { by, specifier, text, line: line + 1, column: character + 1, length: text.length };
}
