import { ts } from '../compiler.ts';
import { isBusNode, literalTexts } from '../targets/bus-nodes.ts';
import { isPassedOn } from '../targets/escapes.ts';
import type { CodeNode, Owner } from './code-graph.ts';
import { codeByName, pickedByName } from './dynamic-code.ts';
import { isHandlerArgument } from './handler-arguments.ts';
import { knownHolder } from './known-holder.ts';
import { conversionEdges, ownersOf, partsOf } from './outside.ts';
import type { Registry } from './register.ts';
import { isFunction, memberNameOf, unwrap } from './syntax.ts';
import { assumptionAt, isOutside, isPlatform, shorten } from './value-use.ts';
import { onlyKept } from './wrappers.ts';

/** Reads what the code of one file names: each node's edges, once for the program. */
export function readFileEdges(file: ts.SourceFile, registry: Registry): void {
  const module = registry.modules.get(file.fileName);
  if (module !== undefined) new EdgeReader(registry).readChildren(file, module);
}

class EdgeReader {
  readonly #registry: Registry;
  readonly #checker: ts.TypeChecker;

  constructor(registry: Registry) {
    this.#registry = registry;
    this.#checker = registry.checking.checker;
  }

  readChildren(node: ts.Node, current: CodeNode): void {
    ts.forEachChild(node, (child) => this.#read(child, current));
  }

  #read(node: ts.Node, current: CodeNode): void {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) return;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) this.#readModuleReference(node, current);
    else if (ts.isClassLike(node)) this.#readClass(node, current);
    else if (ts.isExpression(node) && isHandlerArgument(node, this.#registry.checking))
      this.#readHandler(node, current);
    else if (isFunction(node)) this.#readFunction(node, current);
    else if (ts.isObjectLiteralExpression(node)) this.#readLiteral(node, current);
    else {
      this.#readReference(node, current);
      if (isPassedOn(node) || isSpreadOrThrown(node)) this.#readConversion(node, current);
      this.readChildren(node, current);
    }
  }

  #readReference(node: ts.Node, current: CodeNode): void {
    if (ts.isIdentifier(node)) this.#readIdentifier(node, current);
    else if (ts.isPropertyAccessExpression(node)) {
      this.#readAccess(node.expression, node.name.text, node.name, { at: node, current });
    } else if (ts.isElementAccessExpression(node)) this.#readElementAccess(node, current);
    else if (ts.isBindingElement(node)) this.#readBinding(node, current);
    else if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
      current.edges.push(...codeByName(node, this.#registry.checking), ...pickedByName(node, this.#registry.checking));
      if (ts.isCallExpression(node) && isImport(node)) this.#readModuleReference(node, current);
    }
  }

  /** A function that stands where it is used; one with a name of its own is reached by that. */
  #readFunction(node: ts.Node, current: CodeNode): void {
    const own = this.#registry.nodes.get(node);
    if (own === undefined) return;
    const isNamed = ts.isFunctionDeclaration(node) || this.#registry.nodes.get(node.parent) === own || isHeld(node);
    if (!isNamed) {
      current.edges.push({
        at: node,
        to: 'node',
        node: own,
        assumed: assumptionAt(node, this.#registry.checking),
      });
      if (isPassedOn(node)) this.#readConversion(node, current);
    }
    this.readChildren(node, own);
  }

  #readHandler(node: ts.Expression, current: CodeNode): void {
    const own = this.#registry.nodes.get(node);
    if (own === undefined) return;
    const value = unwrap(node);
    if (isFunction(value)) {
      this.readChildren(value, this.#registry.nodes.get(value) ?? own);
      return;
    }
    if (!ts.isCallExpression(value)) {
      this.#readValue(value, own);
      return;
    }
    // Such as `logged(async (payload) => …)`: the wrapper runs where it stands, what it is given may run only later.
    this.#readValue(value.expression, current);
    this.#readValue(value.expression, own);
    value.arguments.forEach((argument, index) => {
      this.#readValue(argument, own);
      const isCode = this.#checker.getTypeAtLocation(argument).getCallSignatures().length > 0;
      if (!isCode) this.#readValue(argument, current);
      else if (!onlyKept(value, index, this.#registry)) this.#evaluated(argument, own, current);
    });
  }

  /** Reads an expression without asking again whether it is a handler. */
  #readValue(node: ts.Node, current: CodeNode): void {
    if (isFunction(node)) this.#readFunction(node, current);
    else if (ts.isObjectLiteralExpression(node)) this.#readLiteral(node, current);
    else {
      this.#readReference(node, current);
      if (isPassedOn(node)) this.#readConversion(node, current);
      this.readChildren(node, current);
    }
  }

  /** What an argument of a handler's wrapper names may run at once: the module's code reaches the handler then. */
  #evaluated(argument: ts.Expression, handler: CodeNode, current: CodeNode): void {
    const assumed = `${shorten(argument.getText())} is handed to a function that may call it while the module loads`;
    current.edges.push({ at: argument, to: 'node', node: handler, assumed });
  }

  #readLiteral(node: ts.ObjectLiteralExpression, current: CodeNode): void {
    const owner = this.#registry.owners.get(node);
    if (isAssignmentPattern(node)) this.#readPattern(node, current);
    if (owner !== undefined) {
      current.edges.push({ at: node, to: 'owner', owner });
      this.#readConversion(node, current);
    }
    for (const property of node.properties) {
      const own = this.#registry.nodes.get(property);
      if (ts.isShorthandPropertyAssignment(property)) {
        this.#readSymbol(this.#checker.getShorthandAssignmentValueSymbol(property), property.name, current);
        this.#readConversion(property.name, current);
        continue;
      }
      if (ts.isSpreadAssignment(property)) {
        this.#read(property.expression, current);
        continue;
      }
      if (property.name !== undefined && ts.isComputedPropertyName(property.name)) this.#read(property.name, current);
      if (!ts.isPropertyAssignment(property)) {
        if (own !== undefined) this.#readMethod(property, own);
      } else if (own === undefined) this.#read(property.initializer, current);
      else this.readChildren(unwrap(property.initializer), own);
    }
  }

  #readClass(node: ts.ClassLikeDeclaration, current: CodeNode): void {
    const owner = this.#registry.owners.get(node);
    const making = owner?.making;
    if (owner === undefined || making === undefined) return;
    // A class expression is used where it stands.
    if (ts.isClassExpression(node)) this.#useClass(owner, { at: node, current });
    for (const decorator of ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []) {
      this.#read(decorator, current);
      this.#useClass(owner, { at: decorator, current });
      const reason = `${owner.what} is given to a decorator`;
      current.edges.push({ at: decorator, to: 'members', owner, names: undefined, reason });
    }
    for (const clause of node.heritageClauses ?? []) this.#readHeritage(clause, owner, current);
    for (const member of node.members) this.#readClassMember(member, { owner, making, current });
  }

  #readClassMember(
    member: ts.ClassElement,
    { making, current }: { readonly owner: Owner; readonly making: CodeNode; readonly current: CodeNode },
  ): void {
    if (member.name !== undefined && ts.isComputedPropertyName(member.name)) this.#read(member.name, current);
    for (const decorator of ts.canHaveDecorators(member) ? (ts.getDecorators(member) ?? []) : []) {
      this.#read(decorator, current);
    }
    const own = this.#registry.nodes.get(member);
    if (ts.isClassStaticBlockDeclaration(member)) this.readChildren(member, current);
    else if (ts.isConstructorDeclaration(member)) this.#readMethod(member, making);
    else if (ts.isPropertyDeclaration(member)) {
      if (member.initializer === undefined) return;
      if (own !== undefined) this.readChildren(unwrap(member.initializer), own);
      else {
        this.#read(member.initializer, isStatic(member) ? current : making);
        if (isPassedOn(member.initializer)) this.#readConversion(member.initializer, making);
      }
    } else if (own !== undefined && (ts.isMethodDeclaration(member) || ts.isAccessor(member))) {
      this.#readMethod(member, own);
    }
  }

  #readMethod(member: ts.FunctionLikeDeclaration, own: CodeNode): void {
    for (const parameter of member.parameters) this.#read(parameter, own);
    if (member.body !== undefined) this.#read(member.body, own);
  }

  #readHeritage(clause: ts.HeritageClause, owner: Owner, current: CodeNode): void {
    if (clause.token !== ts.SyntaxKind.ExtendsKeyword) return;
    const [base] = clause.types;
    if (base === undefined || owner.making === undefined) return;
    if (!isEntityName(base.expression)) {
      // A mixin: it runs where the class is declared.
      this.#read(base.expression, current);
      return;
    }
    if (owner.base?.making !== undefined) {
      owner.making.edges.push({ at: base.expression, to: 'node', node: owner.base.making });
    } else this.#read(base.expression, owner.making);
  }

  #readIdentifier(node: ts.Identifier, current: CodeNode): void {
    if (isNameOfSomething(node)) return;
    this.#readSymbol(this.#checker.getSymbolAtLocation(node), node, current);
  }

  #readSymbol(symbol: ts.Symbol | undefined, node: ts.Node, current: CodeNode): void {
    if (symbol === undefined) return;
    const resolved = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of resolved.declarations ?? []) this.#useDeclaration(declaration, { at: node, current });
    if (resolved.flags & ts.SymbolFlags.ValueModule) this.#useNamespace(resolved, node, current);
  }

  /** A module as an object: what it exports is found by name, or in any other way. */
  #useNamespace(symbol: ts.Symbol, node: ts.Node, current: CodeNode): void {
    const file = symbol.declarations?.find(ts.isSourceFile);
    const owner = file && this.#registry.owners.get(file);
    if (owner !== undefined) current.edges.push({ at: node, to: 'owner', owner });
  }

  #useDeclaration(
    declaration: ts.Node,
    { at, current }: { readonly at: ts.Node; readonly current: CodeNode },
  ): CodeNode | undefined {
    const owner = this.#registry.owners.get(declaration);
    if (owner?.making !== undefined) {
      this.#useClass(owner, { at, current });
      return undefined;
    }
    const node = this.#registry.nodes.get(declaration);
    if (node === undefined || isMember(declaration)) return node;
    current.edges.push({ at, to: 'node', node, assumed: assumptionAt(at, this.#registry.checking) });
    return undefined;
  }

  #useClass(owner: Owner, { at, current }: { readonly at: ts.Node; readonly current: CodeNode }): void {
    current.edges.push({ at, to: 'owner', owner });
    if (owner.making !== undefined) {
      const isPart = ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at;
      const assumed = isPart ? `${owner.what} is named, and may be made` : assumptionAt(at, this.#registry.checking);
      current.edges.push({ at, to: 'node', node: owner.making, assumed });
    }
  }

  #readAccess(
    holder: ts.Expression,
    name: string,
    nameNode: ts.Node,
    place: { readonly at: ts.Node; readonly current: CodeNode },
  ): void {
    this.#readMember(this.#checker.getTypeAtLocation(holder), name, this.#checker.getSymbolAtLocation(nameNode), {
      ...place,
      holder: knownHolder(holder, this.#registry),
    });
  }

  #readMember(
    holder: ts.Type,
    name: string,
    symbol: ts.Symbol | undefined,
    {
      at,
      current,
      holder: known,
    }: { readonly at: ts.Node; readonly current: CodeNode; readonly holder?: Owner | undefined },
  ): void {
    const resolved = symbol && symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
    const declarations = resolved?.declarations ?? [];
    const exact = declarations.flatMap((declaration) => this.#useDeclaration(declaration, { at, current }) ?? []);
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
      holderType: holder,
      holders: ownersOf(holder, this.#registry),
      assumed: isAccessor ? undefined : assumptionAt(at, this.#registry.checking),
    });
  }

  #readElementAccess(node: ts.ElementAccessExpression, current: CodeNode): void {
    const key = this.#checker.getTypeAtLocation(node.argumentExpression);
    const names = literalTexts(key);
    const holder = this.#checker.getTypeAtLocation(node.expression);
    const place = { at: node, current };
    if (names !== undefined) {
      for (const name of names) this.#readMember(holder, name, this.#checker.getPropertyOfType(holder, name), place);
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

  #readBinding(node: ts.BindingElement, current: CodeNode): void {
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
      this.#readMember(holder, name, this.#checker.getPropertyOfType(holder, name), place);
      return;
    }
    const reason = `${shorten(node.getText())} picks a member by a name that is known only at run time`;
    current.edges.push({ at: node, to: 'any name', accessors: false, reason });
  }

  /** `({ open } = …)`: the members are taken from the right-hand side. */
  #readPattern(node: ts.ObjectLiteralExpression, current: CodeNode): void {
    const { parent } = node;
    const holder = ts.isBinaryExpression(parent)
      ? this.#checker.getTypeAtLocation(parent.right)
      : this.#checker.getTypeAtLocation(node);
    for (const property of node.properties) {
      const name = property.name && memberNameOf(property.name, this.#checker);
      if (name === undefined) continue;
      this.#readMember(holder, name, this.#checker.getPropertyOfType(holder, name), { at: property, current });
    }
  }

  #readConversion(node: ts.Node, current: CodeNode): void {
    if (!ts.isExpression(node)) return;
    const { checking } = this.#registry;
    const call = callOfArgument(node);
    // `this.find.bind(this)`: the method keeps the instance that it has.
    if (call !== undefined && isRebinding(call.call, node)) return;
    const source = this.#checker.getTypeAtLocation(node);
    const isCollection = this.#checker.isArrayLikeType(source);
    if (!isCollection && ownersOf(source, this.#registry).length === 0 && call === undefined) return;
    const contextual = this.#checker.getContextualType(node);
    const declaration = call && this.#checker.getResolvedSignature(call.call)?.getDeclaration();
    if (declaration !== undefined && isLibraryHolding(declaration, checking)) return;
    const parameter = call && declaration && parameterAt(declaration, call.index);
    const declared = parameter && this.#checker.getTypeAtLocation(parameter);
    const toPackage = declaration !== undefined && isOutside(declaration) && !isPlatform(declaration, checking);
    const where = call === undefined ? 'a place of another type' : `${shorten(call.call.expression.getText())}()`;
    const targets = new Set([contextual, declared].filter((type) => type !== undefined));
    for (const target of targets) {
      const conversion = { at: node, toPackage: toPackage && target === (declared ?? contextual), where };
      current.edges.push(...conversionEdges(source, target, conversion, this.#registry));
    }
    if (targets.size > 0) return;
    // Nothing says what the place is: an instance of an API that goes there is lost sight of.
    for (const owner of ownersOf(source, this.#registry)) {
      if (owner.isApi) current.edges.push({ at: node, to: 'escape', owner });
    }
  }

  /** `import * as module`, `import('./module.ts')`: the module is an object with its exports as members. */
  #readModuleReference(node: ts.ImportDeclaration | ts.ExportDeclaration | ts.CallExpression, current: CodeNode): void {
    const specifier = ts.isCallExpression(node) ? node.arguments[0] : node.moduleSpecifier;
    const isWhole =
      ts.isCallExpression(node) ||
      (ts.isExportDeclaration(node) && node.exportClause !== undefined && ts.isNamespaceExport(node.exportClause));
    if (specifier === undefined || !isWhole) return;
    const symbol = this.#checker.getSymbolAtLocation(specifier);
    if (symbol !== undefined) this.#useNamespace(symbol, node, current);
  }
}

/** Types of values that have no members of the program's own. */
const primitive =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.VoidLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Never;

function isImport(node: ts.CallExpression): boolean {
  return (
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require')
  );
}

function isSpreadOrThrown(node: ts.Node): boolean {
  const { parent } = node;
  return (
    parent !== undefined &&
    ts.isExpression(node) &&
    (ts.isSpreadAssignment(parent) || ts.isSpreadElement(parent) || ts.isThrowStatement(parent))
  );
}

function isStatic(member: ts.PropertyDeclaration): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
}

/** Whether a declaration is a member: it is reached by its name, on what has it. */
function isMember(declaration: ts.Node): boolean {
  return ts.isClassElement(declaration) || ts.isObjectLiteralElementLike(declaration);
}

/** Whether a function is the value of a declaration that stands for it. */
function isHeld(node: ts.Node): boolean {
  let { parent } = node;
  while (parent !== undefined && unwrap(parent) === node) parent = parent.parent;
  return (
    parent !== undefined &&
    ((ts.isVariableDeclaration(parent) && ts.isIdentifier(parent.name)) || ts.isExportAssignment(parent))
  );
}

function isEntityName(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node) && isEntityName(node.expression));
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

function isAssignmentPattern(node: ts.ObjectLiteralExpression): boolean {
  const { parent } = node;
  if (ts.isForOfStatement(parent) || ts.isForInStatement(parent)) return parent.initializer === node;
  return (
    ts.isBinaryExpression(parent) && parent.left === node && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken
  );
}

function callOfArgument(
  node: ts.Node,
): { readonly call: ts.CallExpression | ts.NewExpression; readonly index: number } | undefined {
  const { parent } = node;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return undefined;
  const index = parent.arguments?.indexOf(node as ts.Expression) ?? -1;
  return index === -1 ? undefined : { call: parent, index };
}

function parameterAt({ parameters }: ts.SignatureDeclaration | ts.JSDocSignature, index: number): ts.Node | undefined {
  return parameters[Math.min(index, parameters.length - 1)];
}

/** `this.find.bind(this)`, `.call(this, …)`, `.apply(this, …)`. */
function isRebinding(call: ts.CallExpression | ts.NewExpression, argument: ts.Expression): boolean {
  const callee = call.expression;
  return (
    call.arguments?.[0] === argument &&
    ts.isPropertyAccessExpression(callee) &&
    ['bind', 'call', 'apply'].includes(callee.name.text) &&
    ts.isPropertyAccessExpression(callee.expression) &&
    callee.expression.expression.kind === argument.kind &&
    argument.kind === ts.SyntaxKind.ThisKeyword
  );
}

/** The library's own functions hold what they are given, and run of it what they are made for. */
function isLibraryHolding(declaration: ts.Node, { program }: Registry['checking']): boolean {
  const file = declaration.getSourceFile();
  return (
    !program.isSourceFileDefaultLibrary(file) &&
    /\/lambdabus\/|\/src\/definition\//.test(file.fileName) &&
    isOutside(declaration)
  );
}
