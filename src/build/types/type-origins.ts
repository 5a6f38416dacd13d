import { ts } from './compiler.ts';

/**
 * Where the types of what a file exports are declared, as far as the text of its declarations does not tell: an object
 * without a named type may come from this file or from another, and is written the same. Two texts that are equal stand for
 * the same places; places in the file itself are not told apart.
 */
export function typeOrigins(program: ts.Program, file: ts.SourceFile): string {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(file);
  const known = new Map<ts.Type, string>();

  function originOf(type: ts.Type): string {
    const found = known.get(type);
    if (found !== undefined) return found;
    // One that contains itself.
    known.set(type, '…');
    const origin = describe(type);
    known.set(type, origin);
    return origin;
  }

  function describe(type: ts.Type): string {
    const { aliasSymbol } = type;
    const args = (type.aliasTypeArguments ?? []).map(originOf);
    if (aliasSymbol !== undefined && !isHere(aliasSymbol)) return `${placesOf(aliasSymbol)}<${args}>`;
    if (type.isUnionOrIntersection()) return type.types.map(originOf).sort().join('|');
    if (!(type.flags & ts.TypeFlags.Object)) return '';
    const isReference = ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
    const given = isReference ? checker.getTypeArguments(type as ts.TypeReference).filter((arg) => arg !== type) : [];
    const symbol = type.getSymbol();
    const head = `${symbol === undefined ? '' : placesOf(symbol)}<${given.map(originOf)}>`;
    // A class or an interface of another file is told by its name.
    if (symbol !== undefined && symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface) && !isHere(symbol)) {
      return head;
    }
    const signatures = [...type.getCallSignatures(), ...type.getConstructSignatures()].map(
      (signature) =>
        `${signature.declaration === undefined ? '' : placeOf(signature.declaration)}(${signature.parameters.map(originOfSymbol)}):${originOf(signature.getReturnType())}`,
    );
    return `${head}{${checker.getPropertiesOfType(type).map(originOfSymbol)}}${signatures}`;
  }

  function originOfSymbol(symbol: ts.Symbol): string {
    const isKnown = symbol.declarations?.every((declaration) => declaration.getSourceFile().isDeclarationFile) === true;
    return `${symbol.name} ${placesOf(symbol)}${isKnown ? '' : originOf(checker.getTypeOfSymbol(symbol))}`;
  }

  function isHere(symbol: ts.Symbol): boolean {
    return symbol.declarations?.some((declaration) => declaration.getSourceFile() === file) === true;
  }

  function placesOf({ declarations = [] }: ts.Symbol): string {
    return declarations.map(placeOf).join('+');
  }

  function placeOf(declaration: ts.Node): string {
    const declaring = declaration.getSourceFile();
    return declaring === file ? 'here' : `${declaring.fileName}:${declaration.pos}`;
  }

  const exported = module === undefined ? [] : checker.getExportsOfModule(module);
  return exported
    .map((entry) => {
      const symbol = entry.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(entry) : entry;
      const value = symbol.flags & ts.SymbolFlags.Value ? originOf(checker.getTypeOfSymbol(symbol)) : '';
      const isType = symbol.flags & ts.SymbolFlags.Type && isHere(symbol);
      return `${entry.name} ${placesOf(symbol)} ${value} ${isType ? originOf(checker.getDeclaredTypeOfSymbol(symbol)) : ''}`;
    })
    .join('\n');
}
