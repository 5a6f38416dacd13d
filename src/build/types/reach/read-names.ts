import { ts } from '../compiler.ts';
import type { CodeNode, Owner } from './code-graph.ts';
import type { Registry } from './registry.ts';
import { assumptionAt } from './value-use.ts';

/** Reads names that refer to declarations: functions, classes, modules as objects. */
export class NameReader {
  readonly #registry: Registry;
  readonly #checker: ts.TypeChecker;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#checker = registry.checking.checker;
  }

  readIdentifier(node: ts.Identifier, current: CodeNode): void {
    if (isNameOfSomething(node)) return;
    this.readSymbol(this.#checker.getSymbolAtLocation(node), node, current);
  }

  readSymbol(symbol: ts.Symbol | undefined, node: ts.Node, current: CodeNode): void {
    if (symbol === undefined) return;
    const resolved = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of resolved.declarations ?? []) this.useDeclaration(declaration, { at: node, current });
    if (resolved.flags & ts.SymbolFlags.ValueModule) this.useNamespace(resolved, node, current);
  }

  /** A module as an object: what it exports is found by name, or in any other way. */
  useNamespace(symbol: ts.Symbol, node: ts.Node, current: CodeNode): void {
    const file = symbol.declarations?.find(ts.isSourceFile);
    const owner = file && this.#registry.owners.get(file);
    if (owner !== undefined) current.edges.push({ at: node, to: 'owner', owner });
  }

  useDeclaration(
    declaration: ts.Node,
    { at, current }: { readonly at: ts.Node; readonly current: CodeNode },
  ): CodeNode | undefined {
    const owner = this.#registry.owners.get(declaration);
    if (owner?.making !== undefined) {
      this.useClass(owner, { at, current });
      return undefined;
    }
    const node = this.#registry.nodes.get(declaration);
    if (node === undefined || isMember(declaration)) return node;
    current.edges.push({ at, to: 'node', node, assumed: assumptionAt(at, this.#registry.checking) });
    return undefined;
  }

  useClass(owner: Owner, { at, current }: { readonly at: ts.Node; readonly current: CodeNode }): void {
    current.edges.push({ at, to: 'owner', owner });
    if (owner.making !== undefined) {
      const isPart = ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at;
      const assumed = isPart ? `${owner.what} is named, and may be made` : assumptionAt(at, this.#registry.checking);
      current.edges.push({ at, to: 'node', node: owner.making, assumed });
    }
  }
}

/** Whether a declaration is a member: it is reached by its name, on what has it. */
function isMember(declaration: ts.Node): boolean {
  return ts.isClassElement(declaration) || ts.isObjectLiteralElementLike(declaration);
}

/** Whether an identifier only names what is declared or picked there, rather than referring to something. */
function isNameOfSomething(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node || parent.name === node;
  if (ts.isPropertyAssignment(parent)) return parent.name === node;
  if (ts.isExportAssignment(parent)) return false;
  return 'name' in parent && parent.name === node;
}
