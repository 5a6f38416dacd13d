import type { Argument, CallExpression, Expression, Node } from 'oxc-parser';
import { parseModule } from '../slice/parsed-sources.ts';
import { childrenOf, exportName, keyText, literalText, type Statement } from '../slice/syntax.ts';

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
  const { statements } = parseModule(file, text);
  const names = namesIn(statements);
  const loads: UnseenLoad[] = [];
  function visit(node: Node): void {
    const load = loadAt(node, names);
    if (load !== undefined && load.argument !== undefined) {
      const { by, argument } = load;
      const specifier = literal(argument, names);
      if (isUnseen(by, argument, specifier)) loads.push({ by, specifier, ...placeOf(node, text) });
    }
    for (const child of childrenOf(node)) visit(child);
  }
  for (const statement of statements) visit(statement);
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

function namesIn(statements: readonly Statement[]): Names {
  const makers = new Set(statements.flatMap(makersIn));
  const requires = new Set<string>();
  const constants = new Map<string, string>();
  function visit(node: Node): void {
    if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init !== null) {
      const { id, init, parent } = node;
      if (isMade(init, makers)) requires.add(id.name);
      const text = parent?.type === 'VariableDeclaration' && parent.kind === 'const' ? literalText(init) : undefined;
      if (text !== undefined) constants.set(id.name, text);
    }
    for (const child of childrenOf(node)) visit(child);
  }
  for (const statement of statements) visit(statement);
  return { makers, requires, constants };
}

function makersIn(statement: Statement): readonly string[] {
  if (statement.type !== 'ImportDeclaration' || !/^(?:node:)?module$/.test(statement.source.value)) return [];
  return statement.specifiers
    .filter((one) => one.type !== 'ImportSpecifier' || exportName(one.imported) === 'createRequire')
    .map(({ local }) => local.name);
}

/** Whether an expression is `createRequire(…)`. */
function isMade(node: Expression, makers: ReadonlySet<string>): boolean {
  if (node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type === 'Identifier') return makers.has(callee.name);
  return (
    callee.type === 'MemberExpression' &&
    !callee.computed &&
    keyText(callee.property) === 'createRequire' &&
    callee.object.type === 'Identifier' &&
    makers.has(callee.object.name)
  );
}

/** What a node loads, if it loads anything. */
function loadAt(
  node: Node,
  names: Names,
): { readonly by: UnseenLoad['by']; readonly argument: Argument | undefined } | undefined {
  if (node.type === 'ImportExpression') return { by: 'import()', argument: node.source };
  if (node.type !== 'CallExpression' || !isRequire(node, names)) return undefined;
  return { by: 'createRequire', argument: node.arguments[0] };
}

function isRequire({ callee }: CallExpression, { makers, requires }: Names): boolean {
  const isResolve = callee.type === 'MemberExpression' && !callee.computed && keyText(callee.property) === 'resolve';
  const called = isResolve ? callee.object : callee;
  return called.type === 'Identifier' ? requires.has(called.name) : isMade(called, makers);
}

function literal(node: Node, { constants }: Names): string | undefined {
  return node.type === 'Identifier' ? constants.get(node.name) : literalText(node);
}

/** The bundler follows literals, and takes every file along that a path which begins with `./` may mean. */
function isUnseen(by: UnseenLoad['by'], argument: Node, specifier: string | undefined): boolean {
  if (by === 'createRequire') return !/^(?:node|data):/.test(specifier ?? beginning(argument));
  if (literalText(argument) !== undefined) return false;
  return !/^(?:\.{1,2}\/|(?:node|data|https?):)/.test(beginning(argument));
}

/** What a text begins with, as far as that stands there. */
function beginning(node: Node): string {
  if (node.type === 'TemplateLiteral') return node.quasis[0]?.value.cooked ?? '';
  if (node.type === 'BinaryExpression' && node.operator === '+') return beginning(node.left);
  return literalText(node) ?? '';
}

function placeOf(
  { start, end }: Node,
  source: string,
): { readonly text: string; readonly line: number; readonly column: number; readonly length: number } {
  const before = source.slice(0, start).split('\n');
  const [text = ''] = source.slice(start, end).split('\n');
  return { text, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, length: text.length };
}
