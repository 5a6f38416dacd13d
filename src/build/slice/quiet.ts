import type ts from 'typescript-checker';
import { calledGlobals, calledMembers, madeByNew } from './quiet-globals.ts';
import { isAmbient, isAssignment, isDecorated, isErased, isMarkedPure } from './syntax.ts';
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
  readonly variables: ReadonlyMap<string, ts.Expression>;
  /** The other bindings that the module declares at its top level. */
  readonly declared: ReadonlySet<string>;
  /** Whether making a value with something imported, by `new` or by a call, changes nothing else. */
  readonly makesOnly: (binding: ImportedBinding, how: 'new' | 'call') => boolean;
}

const containerMethods = new Set('add push set unshift'.split(' '));

/**
 * Tells whether running code of a module's top level makes bindings and nothing else: then it may be left out where
 * nothing uses what it makes. Everything that is not known to be quiet is not.
 */
export interface QuietReader {
  isQuietStatement(statement: ts.Statement): boolean;
  isQuietExpression(expression: ts.Expression): boolean;
  /**
   * The binding of the module whose value a statement works on and nothing else, as `cases.set('k', 1)` does: when
   * that is gone, the statement may go too.
   */
  worksOn(statement: ts.Statement): string | undefined;
}

/** Makes a reader for one module. */
export function createQuietReader(typescript: typeof ts, context: QuietContext): QuietReader {
  const { SyntaxKind } = typescript;

  const quiet = (expression: ts.Expression | undefined): boolean => {
    if (expression === undefined) return true;
    if (typescript.isCallExpression(expression) || typescript.isNewExpression(expression)) return quietCall(expression);
    if (typescript.isTaggedTemplateExpression(expression)) {
      return isMaker(expression.tag, 'call') && quietTemplate(expression.template);
    }
    if (typescript.isTemplateExpression(expression)) return quietTemplate(expression);
    if (typescript.isFunctionExpression(expression) || typescript.isArrowFunction(expression)) return true;
    if (typescript.isClassExpression(expression)) return quietClass(expression);
    if (typescript.isObjectLiteralExpression(expression)) return expression.properties.every(quietProperty);
    if (typescript.isArrayLiteralExpression(expression)) return expression.elements.every(quiet);
    if (typescript.isBinaryExpression(expression)) {
      return !isAssignment(expression) && quiet(expression.left) && quiet(expression.right);
    }
    if (typescript.isConditionalExpression(expression)) {
      return quiet(expression.condition) && quiet(expression.whenTrue) && quiet(expression.whenFalse);
    }
    if (typescript.isElementAccessExpression(expression)) {
      return quiet(expression.expression) && quiet(expression.argumentExpression);
    }
    if (typescript.isPrefixUnaryExpression(expression)) {
      const { operator } = expression;
      return (
        operator !== SyntaxKind.PlusPlusToken && operator !== SyntaxKind.MinusMinusToken && quiet(expression.operand)
      );
    }
    if (
      typescript.isPropertyAccessExpression(expression) ||
      typescript.isParenthesizedExpression(expression) ||
      typescript.isAsExpression(expression) ||
      typescript.isSatisfiesExpression(expression) ||
      typescript.isNonNullExpression(expression) ||
      typescript.isTypeOfExpression(expression) ||
      typescript.isVoidExpression(expression) ||
      typescript.isSpreadElement(expression)
    ) {
      return quiet(expression.expression);
    }
    return (
      typescript.isIdentifier(expression) ||
      typescript.isLiteralExpression(expression) ||
      typescript.isMetaProperty(expression) ||
      typescript.isOmittedExpression(expression) ||
      expression.kind === SyntaxKind.TrueKeyword ||
      expression.kind === SyntaxKind.FalseKeyword ||
      expression.kind === SyntaxKind.NullKeyword
    );
  };

  const quietTemplate = (template: ts.TemplateLiteral): boolean =>
    typescript.isNoSubstitutionTemplateLiteral(template) ||
    template.templateSpans.every((span) => quiet(span.expression));

  const quietProperty = (property: ts.ObjectLiteralElementLike): boolean => {
    if (property.name !== undefined && typescript.isComputedPropertyName(property.name)) {
      if (!quiet(property.name.expression)) return false;
    }
    if (typescript.isPropertyAssignment(property)) return quiet(property.initializer);
    return typescript.isSpreadAssignment(property) ? quiet(property.expression) : true;
  };

  const quietCall = (expression: ts.CallExpression | ts.NewExpression): boolean => {
    if (!(expression.arguments ?? []).every(quiet)) return false;
    if (isMarkedPure(typescript, expression)) return true;
    const callee = expression.expression;
    if (typescript.isNewExpression(expression)) {
      if (typescript.isIdentifier(callee) && isGlobal(callee)) return madeByNew.has(callee.text);
      return isMaker(callee, 'new');
    }
    if (typescript.isIdentifier(callee) && isGlobal(callee)) return calledGlobals.has(callee.text);
    if (typescript.isPropertyAccessExpression(callee)) {
      const { expression: receiver, name } = callee;
      if (typescript.isIdentifier(receiver) && isGlobal(receiver)) {
        const known = Object.hasOwn(calledMembers, receiver.text) ? calledMembers[receiver.text] : undefined;
        return known === 'all' || (known?.includes(name.text) ?? false);
      }
      if (isText(typescript, receiver) && valueMethods.has(name.text)) return quiet(receiver);
    }
    return isMaker(callee, 'call');
  };

  /** Whether what is called is imported, or was made by what is imported, and calling it makes a value only. */
  const isMaker = (callee: ts.Expression, how: 'new' | 'call'): boolean => {
    let current: ts.Expression = callee;
    let used = how;
    // Through `z.string().min(1)`, and from `schema.extend({…})` to what made `schema`.
    for (let steps = 0; steps < 100; steps += 1) {
      if (typescript.isIdentifier(current)) {
        const binding = context.imports.get(current.text);
        if (binding !== undefined) return context.makesOnly(binding, used);
        const initializer = context.variables.get(current.text);
        if (initializer === undefined || used === 'new') return false;
        current = initializer;
      } else if (typescript.isCallExpression(current)) {
        if (!current.arguments.every(quiet)) return false;
        used = 'call';
        current = current.expression;
      } else if (
        typescript.isPropertyAccessExpression(current) ||
        typescript.isNonNullExpression(current) ||
        typescript.isParenthesizedExpression(current) ||
        typescript.isAsExpression(current)
      ) {
        current = current.expression;
      } else {
        return false;
      }
    }
    return false;
  };

  const isGlobal = ({ text }: ts.Identifier): boolean =>
    !context.imports.has(text) && !context.variables.has(text) && !context.declared.has(text);

  const quietClass = (node: ts.ClassLikeDeclaration): boolean => {
    if (isDecorated(typescript, node)) return false;
    const base = node.heritageClauses?.find(({ token }) => token === SyntaxKind.ExtendsKeyword)?.types[0]?.expression;
    if (!quiet(base)) return false;
    return node.members.every((member) => {
      if (typescript.isClassStaticBlockDeclaration(member)) return false;
      if (member.name !== undefined && typescript.isComputedPropertyName(member.name)) {
        if (!quiet(member.name.expression)) return false;
      }
      const isStaticField =
        typescript.isPropertyDeclaration(member) &&
        (typescript.getModifiers(member) ?? []).some(({ kind }) => kind === SyntaxKind.StaticKeyword);
      return !isStaticField || quiet(member.initializer);
    });
  };

  const isQuietStatement = (statement: ts.Statement): boolean => {
    if (isErased(typescript, statement) || isAmbient(typescript, statement)) return true;
    if (typescript.isVariableStatement(statement)) {
      const { declarationList } = statement;
      if ((declarationList.flags & typescript.NodeFlags.BlockScoped) === typescript.NodeFlags.Using) return false;
      if ((declarationList.flags & typescript.NodeFlags.BlockScoped) === typescript.NodeFlags.AwaitUsing) return false;
      return declarationList.declarations.every(({ name, initializer }) => quiet(initializer) && quietPattern(name));
    }
    if (typescript.isClassDeclaration(statement)) return quietClass(statement);
    if (typescript.isEnumDeclaration(statement))
      return statement.members.every(({ initializer }) => quiet(initializer));
    if (typescript.isExportAssignment(statement)) return quiet(statement.expression);
    if (typescript.isExpressionStatement(statement)) return typescript.isStringLiteral(statement.expression);
    return (
      typescript.isFunctionDeclaration(statement) ||
      typescript.isExportDeclaration(statement) ||
      typescript.isImportDeclaration(statement) ||
      typescript.isEmptyStatement(statement)
    );
  };

  const quietPattern = (name: ts.BindingName): boolean =>
    typescript.isIdentifier(name) ||
    name.elements.every(
      (element) =>
        typescript.isOmittedExpression(element) || (quiet(element.initializer) && quietPattern(element.name)),
    );

  const isFresh = (name: string): boolean => {
    const initializer = context.variables.get(name);
    if (initializer === undefined) return false;
    return (
      typescript.isObjectLiteralExpression(initializer) ||
      typescript.isArrayLiteralExpression(initializer) ||
      typescript.isArrowFunction(initializer) ||
      (typescript.isNewExpression(initializer) &&
        typescript.isIdentifier(initializer.expression) &&
        isGlobal(initializer.expression) &&
        madeByNew.has(initializer.expression.text))
    );
  };

  const worksOn = (statement: ts.Statement): string | undefined => {
    if (!typescript.isExpressionStatement(statement)) return undefined;
    const { expression } = statement;
    if (typescript.isCallExpression(expression) && typescript.isPropertyAccessExpression(expression.expression)) {
      const { expression: receiver, name } = expression.expression;
      if (!typescript.isIdentifier(receiver) || !containerMethods.has(name.text)) return undefined;
      return isFresh(receiver.text) && expression.arguments.every(quiet) ? receiver.text : undefined;
    }
    if (typescript.isBinaryExpression(expression) && expression.operatorToken.kind === SyntaxKind.EqualsToken) {
      const { left, right } = expression;
      if (!typescript.isPropertyAccessExpression(left) || !typescript.isIdentifier(left.expression)) return undefined;
      return isFresh(left.expression.text) && quiet(right) ? left.expression.text : undefined;
    }
    return undefined;
  };

  return { isQuietStatement, isQuietExpression: quiet, worksOn };
}
