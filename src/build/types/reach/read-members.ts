import { ts } from '../compiler.ts';
import { isBusNode, literalTexts } from '../targets/bus-nodes.ts';
import type { CodeNode, Owner } from './code-graph.ts';
import { knownHolder } from './known-holder.ts';
import { ownersOf, partsOf, primitive } from './outside.ts';
import type { NameReader } from './read-names.ts';
import type { Registry } from './registry.ts';
import { memberNameOf } from './syntax.ts';
import { assumptionAt, isOutside, shorten } from './value-use.ts';

/** Reads members that are picked of something: by their names, by a key, by destructuring. */
export class MemberReader {
  readonly #registry: Registry;
  readonly #checker: ts.TypeChecker;
  readonly #names: NameReader;

  constructor(registry: Registry, names: NameReader) {
    this.#registry = registry;
    this.#checker = registry.checking.checker;
    this.#names = names;
  }

  readAccess(
    holder: ts.Expression,
    name: string,
    nameNode: ts.Node,
    place: { readonly at: ts.Node; readonly current: CodeNode },
  ): void {
    this.#readMember(holder, name, this.#checker.getSymbolAtLocation(nameNode), {
      ...place,
      holder: knownHolder(holder, this.#registry),
    });
  }

  #readMember(
    holderNode: ts.Node,
    name: string,
    symbol: ts.Symbol | undefined,
    {
      at,
      current,
      holder: known,
    }: { readonly at: ts.Node; readonly current: CodeNode; readonly holder?: Owner | undefined },
  ): void {
    const holder = this.#checker.getTypeAtLocation(holderNode);
    const resolved = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    const declarations = resolved?.declarations ?? [];
    const exact = declarations.flatMap((declaration) => this.#names.useDeclaration(declaration, { at, current }) ?? []);
    const parts = partsOf(holder, this.#checker);
    if (parts.length > 0 && parts.every((part) => isBusNode(part))) return;
    if (declarations.length > 0 && declarations.every(isOutside)) return;
    const isAccessor = declarations.some((declaration) => ts.isAccessor(declaration));
    current.edges.push({
      at,
      to: 'name',
      name,
      exact,
      holder: known,
      holderNode,
      holders: ownersOf(holder, this.#registry),
      assumed: isAccessor ? undefined : assumptionAt(at, this.#registry.checking),
    });
  }

  readElementAccess(node: ts.ElementAccessExpression, current: CodeNode): void {
    const key = this.#checker.getTypeAtLocation(node.argumentExpression);
    const names = literalTexts(key);
    const holder = this.#checker.getTypeAtLocation(node.expression);
    const place = { at: node, current };
    if (names !== undefined) {
      for (const name of names)
        this.#readMember(node.expression, name, this.#checker.getPropertyOfType(holder, name), place);
      return;
    }
    if (key.flags & (ts.TypeFlags.NumberLike | ts.TypeFlags.ESSymbolLike)) return;
    if (partsOf(holder, this.#checker).every((part) => isBusNode(part))) return;
    const picked = partsOf(this.#checker.getTypeAtLocation(node), this.#checker);
    const accessors = picked.every((part) => (part.flags & primitive) !== 0);
    const reason = `${shorten(node.getText())} picks a member by a name that is known only at run time`;
    for (const owner of ownersOf(holder, this.#registry)) {
      if (owner.isApi) current.edges.push({ at: node, to: 'members', owner, names: undefined, reason });
    }
    current.edges.push({ at: node, to: 'any name', accessors, reason });
  }

  readBinding(node: ts.BindingElement, current: CodeNode): void {
    const pattern = node.parent;
    if (!ts.isObjectBindingPattern(pattern)) return;
    const holder = this.#checker.getTypeAtLocation(pattern);
    const place = { at: node, current };
    if (node.dotDotDotToken !== undefined) {
      for (const owner of ownersOf(holder, this.#registry)) {
        if (owner.isApi) current.edges.push({ at: node, to: 'escape', owner });
      }
      return;
    }
    const name = memberNameOf((node.propertyName ?? node.name) as ts.PropertyName, this.#checker);
    if (name !== undefined) {
      this.#readMember(pattern, name, this.#checker.getPropertyOfType(holder, name), place);
      return;
    }
    const reason = `${shorten(node.getText())} picks a member by a name that is known only at run time`;
    current.edges.push({ at: node, to: 'any name', accessors: false, reason });
  }

  /** `({ open } = …)`: the members are taken from the right-hand side. */
  readPattern(node: ts.ObjectLiteralExpression, current: CodeNode): void {
    const { parent } = node;
    const holderNode = ts.isBinaryExpression(parent) ? parent.right : node;
    const holder = this.#checker.getTypeAtLocation(holderNode);
    for (const property of node.properties) {
      const name = property.name && memberNameOf(property.name, this.#checker);
      if (name === undefined) continue;
      this.#readMember(holderNode, name, this.#checker.getPropertyOfType(holder, name), { at: property, current });
    }
  }
}
