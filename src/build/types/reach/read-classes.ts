import { ts } from '../compiler.ts';
import { isPassedOn } from '../targets/passed-on.ts';
import type { CodeNode, Owner } from './code-graph.ts';
import type { ConversionReader } from './read-conversions.ts';
import type { NameReader } from './read-names.ts';
import type { Registry } from './registry.ts';
import { unwrap } from './syntax.ts';

/** Reads any code, such as what the members of a class hold. */
export interface CodeReader {
  read(node: ts.Node, current: CodeNode): void;
  readChildren(node: ts.Node, current: CodeNode): void;
  readMethod(member: ts.FunctionLikeDeclaration, own: CodeNode): void;
}

/** Reads classes: what runs where they are declared, where an instance is made, and in each member. */
export class ClassReader {
  readonly #registry: Registry;
  readonly #code: CodeReader;
  readonly #names: NameReader;
  readonly #conversions: ConversionReader;

  constructor(
    registry: Registry,
    {
      code,
      names,
      conversions,
    }: { readonly code: CodeReader; readonly names: NameReader; readonly conversions: ConversionReader },
  ) {
    this.#registry = registry;
    this.#code = code;
    this.#names = names;
    this.#conversions = conversions;
  }

  read(node: ts.ClassLikeDeclaration, current: CodeNode): void {
    const owner = this.#registry.owners.get(node);
    const making = owner?.making;
    if (owner === undefined || making === undefined) return;
    // A class expression is used where it stands.
    if (ts.isClassExpression(node)) this.#names.useClass(owner, { at: node, current });
    for (const decorator of ts.canHaveDecorators(node) ? (ts.getDecorators(node) ?? []) : []) {
      this.#code.read(decorator, current);
      this.#names.useClass(owner, { at: decorator, current });
      const reason = `${owner.what} is given to a decorator`;
      current.edges.push({ at: decorator, to: 'members', owner, names: undefined, reason });
    }
    for (const clause of node.heritageClauses ?? []) this.#readHeritage(clause, owner, current);
    for (const member of node.members) this.#readClassMember(member, { making, current });
  }

  #readClassMember(
    member: ts.ClassElement,
    { making, current }: { readonly making: CodeNode; readonly current: CodeNode },
  ): void {
    if (member.name !== undefined && ts.isComputedPropertyName(member.name)) this.#code.read(member.name, current);
    for (const decorator of ts.canHaveDecorators(member) ? (ts.getDecorators(member) ?? []) : []) {
      this.#code.read(decorator, current);
    }
    const own = this.#registry.nodes.get(member);
    if (ts.isClassStaticBlockDeclaration(member)) this.#code.readChildren(member, current);
    else if (ts.isConstructorDeclaration(member)) this.#code.readMethod(member, making);
    else if (ts.isPropertyDeclaration(member)) {
      if (member.initializer === undefined) return;
      if (own !== undefined) this.#code.readChildren(unwrap(member.initializer), own);
      else {
        this.#code.read(member.initializer, isStatic(member) ? current : making);
        if (isPassedOn(member.initializer)) this.#conversions.read(member.initializer, making);
      }
    } else if (own !== undefined && (ts.isMethodDeclaration(member) || ts.isAccessor(member))) {
      this.#code.readMethod(member, own);
    }
  }

  #readHeritage(clause: ts.HeritageClause, owner: Owner, current: CodeNode): void {
    if (clause.token !== ts.SyntaxKind.ExtendsKeyword) return;
    const [base] = clause.types;
    if (base === undefined || owner.making === undefined) return;
    if (!isEntityName(base.expression)) {
      // A mixin: it runs where the class is declared.
      this.#code.read(base.expression, current);
      return;
    }
    if (owner.base?.making !== undefined) {
      owner.making.edges.push({ at: base.expression, to: 'node', node: owner.base.making });
    } else this.#code.read(base.expression, owner.making);
  }
}

function isStatic(member: ts.PropertyDeclaration): boolean {
  return (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0;
}

function isEntityName(node: ts.Expression): boolean {
  return ts.isIdentifier(node) || (ts.isPropertyAccessExpression(node) && isEntityName(node.expression));
}
