import type { CheckedSchema } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { schemaTypesOf } from './standard-schema.ts';

/** Those modules of some schemas that do nothing but define when they load. */
export function quietSchemaModules(
  checking: Checking,
  schemas: readonly (CheckedSchema | undefined)[],
): readonly string[] {
  const modules = new Set(schemas.flatMap((schema) => (schema === undefined ? [] : [schema.module])));
  return [...modules]
    .filter((path) => {
      const file = checking.program.getSourceFile(path);
      return file?.statements.every((statement) => isQuiet(statement, checking)) ?? false;
    })
    .sort();
}

function isQuiet(statement: ts.Statement, checking: Checking): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.every(
      ({ initializer }) => initializer === undefined || isQuietValue(initializer, checking),
    );
  }
  // `import './setup.ts'` is there for what it does.
  if (ts.isImportDeclaration(statement)) return statement.importClause !== undefined;
  if (ts.isClassDeclaration(statement)) {
    return statement.members.every(
      (member) =>
        !ts.isClassStaticBlockDeclaration(member) &&
        !(
          ts.isPropertyDeclaration(member) &&
          (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static) !== 0 &&
          member.initializer !== undefined &&
          !isQuietValue(member.initializer, checking)
        ),
    );
  }
  return (
    ts.isFunctionDeclaration(statement) ||
    ts.isExportDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  );
}

const containers = new Set(['Map', 'Set', 'WeakMap', 'WeakSet']);

/** Whether making a value does nothing else: a schema, a literal, a function, and what is made of such. */
function isQuietValue(value: ts.Expression, checking: Checking): boolean {
  if (ts.isAsExpression(value) || ts.isSatisfiesExpression(value) || ts.isParenthesizedExpression(value)) {
    return isQuietValue(value.expression, checking);
  }
  if (ts.isObjectLiteralExpression(value)) {
    return value.properties.every(
      (property) =>
        !ts.isPropertyAssignment(property) ||
        (!ts.isComputedPropertyName(property.name) && isQuietValue(property.initializer, checking)),
    );
  }
  if (ts.isArrayLiteralExpression(value)) return value.elements.every((element) => isQuietValue(element, checking));
  if (
    ts.isLiteralExpression(value) ||
    ts.isPrefixUnaryExpression(value) ||
    ts.isFunctionLike(value) ||
    ts.isIdentifier(value) ||
    (ts.isNewExpression(value) && containers.has(value.expression.getText()) && value.arguments?.length === 0) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(value.kind)
  ) {
    return true;
  }
  return schemaTypesOf(checking.checker.getTypeAtLocation(value), checking.checker) !== undefined;
}
