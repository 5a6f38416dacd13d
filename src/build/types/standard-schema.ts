import { declaredBy } from './bus-exports.ts';
import type { CheckedSchema } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { typeOfProperty } from './library-types.ts';

/** What a Standard Schema takes and what it makes of it. */
export interface SchemaTypes {
  readonly input: ts.Type;
  readonly output: ts.Type;
}

/** The types of a Standard Schema; undefined for a value that is none. */
export function schemaTypesOf(type: ts.Type, checker: ts.TypeChecker): SchemaTypes | undefined {
  const standard = typeOfProperty(type, '~standard', checker);
  const phantom = standard && typeOfProperty(standard, 'types', checker);
  const types = phantom && checker.getNonNullableType(phantom);
  const input = types && typeOfProperty(types, 'input', checker);
  const output = types && typeOfProperty(types, 'output', checker);
  return input && output && { input, output };
}

/**
 * Where a function can import the schema that an expression names; what its module keeps to itself, or is written in
 * place, is a mistake.
 */
export function locateSchema(
  expression: ts.Expression,
  subject: string,
  checking: Checking,
): CheckedSchema | undefined {
  const found = findSchema(expression, checking);
  if (found === undefined) {
    checking.report(
      {
        code: 'SCHEMA_NOT_EXPORTED',
        message: `The schema of ${subject} is not an exported constant, so that no function can import it.`,
        hint: 'Write export const CaseCreated = z.object({ … }) at the top of a module, and name it here.',
      },
      expression,
    );
  }
  return found;
}

/** Where a schema is exported that an expression names; undefined where it is not. */
export function findSchema(expression: ts.Expression, checking: Checking): CheckedSchema | undefined {
  const { checker } = checking;
  const bare = withoutWrapping(expression);
  const isAccess = ts.isPropertyAccessExpression(bare);
  const name = isAccess ? bare.name : bare;
  if (!ts.isIdentifier(name)) return undefined;
  const symbol =
    ts.isShorthandPropertyAssignment(name.parent) && name.parent.name === name
      ? checker.getShorthandAssignmentValueSymbol(name.parent)
      : checker.getSymbolAtLocation(name);
  const exported = symbol && exportOf(symbol, isAccess ? bare.expression : undefined, checking);
  if (exported !== undefined || !isAccess) return exported;
  const holder = findSchema(bare.expression, checking);
  return holder && { ...holder, path: [...holder.path, bare.name.text] };
}

/** The export that a symbol stands for; one of a package by the package's name, for its source is not at hand. */
function exportOf(symbol: ts.Symbol, holder: ts.Expression | undefined, checking: Checking): CheckedSchema | undefined {
  const { checker } = checking;
  const target = declaredBy(symbol, checker);
  const file = target?.valueDeclaration?.getSourceFile();
  if (target === undefined || file === undefined) return undefined;
  if (file.isDeclarationFile || !checking.isUserFile(file)) return packageExportOf(symbol, holder, checker);
  const module = checker.getSymbolAtLocation(file);
  const exported =
    module && checker.getExportsOfModule(module).find((candidate) => declaredBy(candidate, checker) === target);
  return exported && { module: file.fileName, path: [exported.name] };
}

function packageExportOf(
  symbol: ts.Symbol,
  holder: ts.Expression | undefined,
  checker: ts.TypeChecker,
): CheckedSchema | undefined {
  // `contracts.Placed` of `import * as contracts`: what is imported is the namespace.
  const imported = holder === undefined ? symbol : checker.getSymbolAtLocation(holder);
  const declaration = imported?.declarations?.find(
    (candidate) => ts.isImportSpecifier(candidate) || ts.isNamespaceImport(candidate) || ts.isImportClause(candidate),
  );
  const statement = declaration && ts.findAncestor(declaration, ts.isImportDeclaration);
  if (statement === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return undefined;
  const module = statement.moduleSpecifier.text;
  if (module.startsWith('.') || (holder !== undefined && !ts.isNamespaceImport(declaration ?? statement))) {
    return undefined;
  }
  if (declaration !== undefined && ts.isImportSpecifier(declaration)) {
    return { module, path: [(declaration.propertyName ?? declaration.name).text] };
  }
  return { module, path: [declaration !== undefined && ts.isImportClause(declaration) ? 'default' : symbol.name] };
}

function withoutWrapping(expression: ts.Expression): ts.Expression {
  let bare = expression;
  while (ts.isParenthesizedExpression(bare) || ts.isAsExpression(bare) || ts.isSatisfiesExpression(bare)) {
    bare = bare.expression;
  }
  return bare;
}

/** The expression by which a field is made with a schema: the first argument of `event(…)`. */
export function schemaOfEvent(declaration: ts.Declaration, { checker }: Checking): ts.Expression | undefined {
  if (!ts.isPropertyDeclaration(declaration) || declaration.initializer === undefined) return undefined;
  const made = withoutWrapping(declaration.initializer);
  const first = ts.isCallExpression(made) ? made.arguments[0] : undefined;
  return first !== undefined && schemaTypesOf(checker.getTypeAtLocation(first), checker) ? first : undefined;
}

/** The schemas that the meta of an API has for one of its procedures. */
export interface ProcedureSchemas {
  readonly params?: MetaSchema | undefined;
  readonly result?: MetaSchema | undefined;
}

/** A schema in a meta: what it is, and the expression that says it. */
export interface MetaSchema extends SchemaTypes {
  readonly node: ts.Node;
  readonly source: CheckedSchema | undefined;
}

/** Reads the schemas that a class's meta has for a procedure. */
export function readProcedureSchemas(
  meta: ts.Symbol | undefined,
  procedure: string,
  subject: string,
  checking: Checking,
): ProcedureSchemas {
  const { checker } = checking;
  const procedures = meta && typeOfProperty(checker.getTypeOfSymbol(meta), 'procedures', checker);
  const options = procedures && checker.getPropertyOfType(procedures, procedure);
  if (options === undefined) return {};
  const read = (name: 'params' | 'result'): MetaSchema | undefined => {
    const property = checker.getPropertyOfType(checker.getTypeOfSymbol(options), name);
    const types = property && schemaTypesOf(checker.getTypeOfSymbol(property), checker);
    const declaration = property?.valueDeclaration ?? property?.declarations?.[0];
    if (types === undefined || declaration === undefined) return undefined;
    const expression = expressionOf(declaration);
    const source = expression && locateSchema(expression, `the ${named[name]} of ${subject}`, checking);
    return { ...types, node: expression ?? declaration, source };
  };
  return { params: read('params'), result: read('result') };
}

const named = { params: 'parameters', result: 'result' } as const;

function expressionOf(declaration: ts.Declaration): ts.Expression | undefined {
  if (ts.isPropertyAssignment(declaration)) return declaration.initializer;
  return ts.isShorthandPropertyAssignment(declaration) ? declaration.name : undefined;
}
