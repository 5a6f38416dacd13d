import type { CheckedSchema } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { apiInstanceOf, literalText, typeOfProperty } from './library-types.ts';
import { findSchema, schemaOfEvent } from './standard-schema.ts';

/** The Standard Schemas of the events of other services, as far as their sources are part of the program. */
export interface ForeignSchemas {
  /** The schema of an event, by its dotted name. */
  of(event: string): CheckedSchema | undefined;
}

/** Looks through the program's API classes when the first event of another service is asked for. */
export function createForeignSchemas(checking: Checking): ForeignSchemas {
  let known: ReadonlyMap<string, CheckedSchema> | undefined;
  return {
    of(event) {
      known ??= schemasOfEvents(checking);
      return known.get(event);
    },
  };
}

function schemasOfEvents(checking: Checking): ReadonlyMap<string, CheckedSchema> {
  const found = new Map<string, CheckedSchema>();
  for (const file of checking.program.getSourceFiles()) {
    if (file.isDeclarationFile || !checking.isUserFile(file)) continue;
    for (const statement of file.statements) {
      if (!ts.isClassDeclaration(statement) || statement.heritageClauses === undefined) continue;
      for (const [event, schema] of schemasOfClass(statement, checking)) found.set(event, schema);
    }
  }
  return found;
}

function schemasOfClass(
  declaration: ts.ClassDeclaration,
  checking: Checking,
): readonly (readonly [string, CheckedSchema])[] {
  const { checker } = checking;
  const symbol = declaration.name && checker.getSymbolAtLocation(declaration.name);
  const type = symbol && checker.getTypeOfSymbol(symbol);
  const instance = type && apiInstanceOf(type, checker);
  const meta = type && typeOfProperty(type, 'meta', checker);
  const nameType = meta && typeOfProperty(meta, 'name', checker);
  const name = nameType && literalText(nameType);
  if (instance === undefined || name === undefined) return [];
  return checker.getPropertiesOfType(instance).flatMap((property) => {
    const expression = property.valueDeclaration && schemaOfEvent(property.valueDeclaration, checking);
    const schema = expression && findSchema(expression, checking);
    return schema === undefined ? [] : [[`${name}.${property.name}`, schema] as const];
  });
}
