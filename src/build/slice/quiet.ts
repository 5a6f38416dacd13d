import type {
  Argument,
  Class,
  Expression,
  IdentifierReference,
  Node,
  ObjectPropertyKind,
  SpreadElement,
} from 'oxc-parser';
import type { ParsedModule } from './parsed-sources.ts';
import { isMarkedPure } from './pure-comments.ts';
import { calledGlobals, calledMembers, madeByNew } from './quiet-globals.ts';
import {
  declarationOf,
  isAmbient,
  isDecorated,
  isDefaultExpression,
  isErased,
  isField,
  keyText,
  type Statement,
} from './syntax.ts';
import { isText, valueMethods } from './text-expression.ts';

/** Where a binding of a module comes from. */
export interface ImportedBinding {
  readonly specifier: string;
  /** The name in the module it comes from, or `*`. */
  readonly name: string;
}

/** What quietness depends on outside of the syntax. */
export interface QuietContext {
  /** The imports of the module, by their local names. */
  readonly imports: ReadonlyMap<string, ImportedBinding>;
  /** The initializers of the variables that the module declares at its top level. */
  readonly variables: ReadonlyMap<string, Expression>;
  /** The other bindings that the module declares at its top level. */
  readonly declared: ReadonlySet<string>;
  /** Whether making a value with something imported, by `new` or by a call, changes nothing else. */
  readonly makesOnly: (binding: ImportedBinding, how: 'new' | 'call') => boolean;
  /** Whether a name of the module is a function that only makes a function of what it is given. */
  readonly isWrapper: (name: string) => boolean;
}

const containerMethods = new Set('add push set unshift'.split(' '));

/**
 * Tells whether running code of a module's top level makes bindings and nothing else: then it may be left out where
 * nothing uses what it makes. Everything that is not known to be quiet is not.
 */
export interface QuietReader {
  isQuietStatement(statement: Statement): boolean;
  isQuietExpression(expression: Expression): boolean;
  /**
   * The binding of the module whose value a statement works on and nothing else, as `cases.set('k', 1)` does: when
   * that is gone, the statement may go too.
   */
  worksOn(statement: Statement): string | undefined;
}

/** Makes a reader for one module. */
export function createQuietReader(module: Pick<ParsedModule, 'text' | 'comments'>, context: QuietContext): QuietReader {
  const quiet = (expression: Expression | SpreadElement | null): boolean => {
    switch (expression?.type) {
      case undefined:
      case 'Identifier':
      case 'Literal':
      case 'MetaProperty':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return true;
      case 'CallExpression':
        return quietMaking(expression, 'call');
      case 'NewExpression':
        return quietMaking(expression, 'new');
      case 'TaggedTemplateExpression':
        return isMaker(expression.tag, 'call') && expression.quasi.expressions.every(quiet);
      case 'TemplateLiteral':
      case 'SequenceExpression':
        return expression.expressions.every(quiet);
      case 'ClassExpression':
        return quietClass(expression);
      case 'ObjectExpression':
        return expression.properties.every(quietProperty);
      case 'ArrayExpression':
        return expression.elements.every(quiet);
      case 'BinaryExpression':
        return expression.left.type !== 'PrivateIdentifier' && quiet(expression.left) && quiet(expression.right);
      case 'LogicalExpression':
        return quiet(expression.left) && quiet(expression.right);
      case 'ConditionalExpression':
        return quiet(expression.test) && quiet(expression.consequent) && quiet(expression.alternate);
      case 'MemberExpression':
        return quiet(expression.object) && (!expression.computed || quiet(expression.property));
      case 'UnaryExpression':
        return expression.operator !== 'delete' && quiet(expression.argument);
      case 'SpreadElement':
        return quiet(expression.argument);
      case 'ChainExpression':
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
        return quiet(expression.expression);
      default:
        return false;
    }
  };

  const quietProperty = (property: ObjectPropertyKind): boolean => {
    if (property.type === 'SpreadElement') return quiet(property.argument);
    return quietKey(property) && quiet(property.value);
  };

  /** What a computed name is made by. */
  const quietKey = ({ computed, key }: { readonly computed: boolean; readonly key: Node }): boolean =>
    // A key that is computed is an expression.
    !computed || quiet(key as Expression);

  const quietMaking = (
    expression: Extract<Expression, { readonly type: 'CallExpression' | 'NewExpression' }>,
    how: 'new' | 'call',
  ): boolean => {
    if (!expression.arguments.every(quiet)) return false;
    return isMarkedPure(expression, module) || makesOnly(expression.callee, how);
  };

  const makesOnly = (callee: Expression, how: 'new' | 'call'): boolean => {
    if (callee.type === 'Identifier' && isGlobal(callee)) {
      return (how === 'new' ? madeByNew : calledGlobals).has(callee.name);
    }
    if (how === 'call' && callee.type === 'MemberExpression' && !callee.computed) {
      const { object: receiver } = callee;
      const name = keyText(callee.property) ?? '';
      if (receiver.type === 'Identifier' && isGlobal(receiver)) {
        const known = Object.hasOwn(calledMembers, receiver.name) ? calledMembers[receiver.name] : undefined;
        return known === 'all' || (known?.includes(name) ?? false);
      }
      if (isText(receiver) && valueMethods.has(name)) return quiet(receiver);
    }
    if (how === 'call' && callee.type === 'Identifier' && context.isWrapper(callee.name)) return true;
    return isMaker(callee, how);
  };

  /** Whether what is called is imported, or was made by what is imported, and calling it makes a value only. */
  const isMaker = (callee: Expression, how: 'new' | 'call'): boolean => {
    let current = callee;
    let used = how;
    // Through `z.string().min(1)`, and from `schema.extend({…})` to what made `schema`.
    for (let steps = 0; steps < 100; steps += 1) {
      switch (current.type) {
        case 'Identifier': {
          const binding = context.imports.get(current.name);
          if (binding !== undefined) return context.makesOnly(binding, used);
          const initializer = context.variables.get(current.name);
          if (initializer === undefined || used === 'new') return false;
          current = initializer;
          break;
        }
        case 'CallExpression':
          if (!current.arguments.every(quiet)) return false;
          used = 'call';
          current = current.callee;
          break;
        case 'MemberExpression':
          if (current.computed) return false;
          current = current.object;
          break;
        case 'ChainExpression':
        case 'TSNonNullExpression':
        case 'ParenthesizedExpression':
        case 'TSAsExpression':
          current = current.expression;
          break;
        default:
          return false;
      }
    }
    return false;
  };

  const isGlobal = ({ name }: IdentifierReference): boolean =>
    !context.imports.has(name) && !context.variables.has(name) && !context.declared.has(name);

  const quietClass = (node: Class): boolean => {
    if (isDecorated(node) || !quiet(node.superClass)) return false;
    return node.body.body.every((member) => {
      if (member.type === 'StaticBlock') return false;
      if ('key' in member && !quietKey(member)) return false;
      return !isField(member) || !member.static || quiet(member.value);
    });
  };

  const isQuietStatement = (statement: Statement): boolean => {
    const declaration = declarationOf(statement);
    if (isErased(declaration) || isAmbient(statement)) return true;
    if (isDefaultExpression(statement)) return quietDefault(statement);
    switch (declaration.type) {
      case 'VariableDeclaration':
        // Leaving the module would dispose of what is `using`.
        if (declaration.kind === 'using' || declaration.kind === 'await using') return false;
        return declaration.declarations.every(({ id, init }) => quiet(init) && quietPattern(id));
      case 'ClassDeclaration':
        return quietClass(declaration);
      case 'TSEnumDeclaration':
        return declaration.body.members.every(({ initializer }) => quiet(initializer));
      case 'ExpressionStatement':
        return declaration.expression.type === 'Literal' && typeof declaration.expression.value === 'string';
      default:
        return quietStatements.has(declaration.type);
    }
  };

  /** `export default …` of an expression. */
  const quietDefault = (statement: Statement): boolean =>
    statement.type === 'ExportDefaultDeclaration' && quiet(statement.declaration as Expression);

  const quietPattern = (pattern: Node): boolean => {
    switch (pattern.type) {
      case 'Identifier':
        return true;
      case 'AssignmentPattern':
        return quiet(pattern.right) && quietPattern(pattern.left);
      case 'RestElement':
        return quietPattern(pattern.argument);
      case 'ArrayPattern':
        return pattern.elements.every((element) => element === null || quietPattern(element));
      case 'ObjectPattern':
        return pattern.properties.every((property) =>
          property.type === 'RestElement' ? quietPattern(property) : quietKey(property) && quietPattern(property.value),
        );
      default:
        return false;
    }
  };

  const isFresh = (name: string): boolean => {
    const initializer = context.variables.get(name);
    switch (initializer?.type) {
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'ArrowFunctionExpression':
        return true;
      case 'NewExpression': {
        const { callee } = initializer;
        return callee.type === 'Identifier' && isGlobal(callee) && madeByNew.has(callee.name);
      }
      default:
        return false;
    }
  };

  const worksOn = (statement: Statement): string | undefined => {
    if (statement.type !== 'ExpressionStatement') return undefined;
    const { expression } = statement;
    if (expression.type === 'CallExpression') {
      const { callee, arguments: given } = expression;
      if (callee.type !== 'MemberExpression' || callee.computed || callee.object.type !== 'Identifier')
        return undefined;
      if (!containerMethods.has(keyText(callee.property) ?? '')) return undefined;
      const { name } = callee.object;
      return isFresh(name) && given.every((argument: Argument) => quiet(argument)) ? name : undefined;
    }
    if (expression.type === 'AssignmentExpression' && expression.operator === '=') {
      const { left, right } = expression;
      if (left.type !== 'MemberExpression' || left.computed || left.object.type !== 'Identifier') return undefined;
      const { name } = left.object;
      return isFresh(name) && quiet(right) ? name : undefined;
    }
    return undefined;
  };

  return { isQuietStatement, isQuietExpression: quiet, worksOn };
}

/** What only declares, or is asked for elsewhere what it does. */
const quietStatements = new Set([
  'EmptyStatement',
  'ExportAllDeclaration',
  'ExportNamedDeclaration',
  'FunctionDeclaration',
  'ImportDeclaration',
  'TSDeclareFunction',
]);
