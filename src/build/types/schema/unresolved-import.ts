import { closestName } from '../../../definition/did-you-mean.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { listed, type Refusal } from './refusals.ts';

/** Why a name of a type is not known, and what to write instead. */
export type Unresolved = Pick<Refusal, 'is' | 'hint'>;

const install = 'Correct the import, or install the package and its types.';

/** What is wrong with the import of a name that leads to no type; undefined when the file imports no such name. */
export function explainImport(name: ts.Node, { checker }: Checking): Unresolved | undefined {
  const text = name.getText();
  const found = importOf(text, name.getSourceFile());
  if (found === undefined) return undefined;
  const { imported, specifier } = found;
  const from = specifier.getText();
  const module = checker.getSymbolAtLocation(specifier);
  if (module === undefined) return { is: `${text} is imported from ${from}, which cannot be found`, hint: install };
  const types = typesOf(module, checker);
  if (imported === 'default') {
    return { is: `${from} has no default export that is a type`, hint: byName(text, types, from) };
  }
  if (imported === '*') {
    return { is: `${text} is all that ${from} exports, and no type`, hint: member(text, types) };
  }
  const closest = closestName(imported, types);
  const hint = closest === undefined ? `It exports the types ${listed(types)}.` : `Did you mean ${closest}?`;
  return { is: `${from} exports no ${imported}`, hint: types.length === 0 ? install : hint };
}

interface ImportedName {
  /** The name in the module, `default`, or `*` for all of it. */
  readonly imported: string;
  readonly specifier: ts.Expression;
}

function importOf(name: string, file: ts.SourceFile): ImportedName | undefined {
  for (const statement of file.statements) {
    if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) continue;
    const { name: byDefault, namedBindings } = statement.importClause;
    const specifier = statement.moduleSpecifier;
    if (byDefault?.text === name) return { imported: 'default', specifier };
    if (namedBindings === undefined) continue;
    if (ts.isNamespaceImport(namedBindings)) {
      if (namedBindings.name.text === name) return { imported: '*', specifier };
      continue;
    }
    const element = namedBindings.elements.find((each) => each.name.text === name);
    if (element !== undefined) return { imported: (element.propertyName ?? element.name).text, specifier };
  }
  return undefined;
}

function typesOf(module: ts.Symbol, checker: ts.TypeChecker): readonly string[] {
  return checker
    .getExportsOfModule(module)
    .filter((symbol) => {
      const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      return symbol.name !== 'default' && (target.flags & ts.SymbolFlags.Type) !== 0;
    })
    .map(({ name }) => name)
    .sort();
}

function byName(name: string, types: readonly string[], from: string): string {
  const [only] = types;
  if (only === undefined) return install;
  const meant = types.includes(name) ? name : (closestName(name, types) ?? (types.length === 1 ? only : undefined));
  return meant === undefined
    ? `Import one of its types by name, such as import type { ${only} } from ${from}.`
    : `Import it by its name: import type { ${meant} } from ${from}.`;
}

function member(name: string, types: readonly string[]): string {
  const [only] = types;
  if (only === undefined) return install;
  return `Write one of its types: ${name}.${types.includes(name) ? name : (closestName(name, types) ?? only)}.`;
}
