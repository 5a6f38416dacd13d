import { ts } from './compiler.ts';

/**
 * A checker that is asked once for the type of an expression and for what a name means: the compiler works out anew what
 * an expression is each time it is asked, and the parts of the reading ask for the same ones.
 */
export function rememberingChecker(checker: ts.TypeChecker): ts.TypeChecker {
  const types = new Map<ts.Node, ts.Type>();
  const symbols = new Map<ts.Node, ts.Symbol | undefined>();
  return {
    ...checker,
    getTypeAtLocation(node) {
      const known = types.get(node);
      if (known !== undefined) return known;
      const type = checker.getTypeAtLocation(node);
      types.set(node, type);
      return type;
    },
    getSymbolAtLocation(node) {
      const known = symbols.get(node);
      if (known !== undefined || symbols.has(node)) return known;
      const symbol = checker.getSymbolAtLocation(node);
      symbols.set(node, symbol);
      return symbol;
    },
    // An object is neither null nor undefined; the compiler looks at its members before it says so.
    getNonNullableType: (type) => (type.flags & ts.TypeFlags.Object ? type : checker.getNonNullableType(type)),
  };
}
