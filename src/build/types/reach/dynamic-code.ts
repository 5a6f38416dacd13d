import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import type { Edge } from './code-graph.ts';
import { isOpaque, partsOf } from './outside.ts';
import { shorten } from './value-use.ts';

/** Code that is made or found while the program runs: nothing of it can be read. */
export function codeByName(node: ts.CallExpression | ts.NewExpression, { checker }: Checking): readonly Edge[] {
  const callee = node.expression;
  const [argument] = node.arguments ?? [];
  if (callee.kind === ts.SyntaxKind.ImportKeyword || isGlobal(callee, 'require', checker)) {
    if (argument === undefined) return [];
    const isRequire = callee.kind !== ts.SyntaxKind.ImportKeyword;
    if (ts.isStringLiteralLike(argument) && !(isRequire && argument.text.startsWith('.'))) return [];
    if (ts.isStringLiteralLike(argument)) {
      const reason = `${shorten(node.getText())} loads a module without its types`;
      return [{ at: node, to: 'everything', reason }];
    }
    const reason = `${shorten(node.getText())} loads a module whose name is known only at run time`;
    return [{ at: node, to: 'everything', reason }];
  }
  if (isGlobal(callee, 'eval', checker) || isGlobal(callee, 'Function', checker)) {
    const reason = `${shorten(node.getText())} makes code while it runs`;
    return [{ at: node, to: 'everything', reason }];
  }
  return [];
}

/** Functions of the platform that take an object for the list of its members. */
const listing: Readonly<Record<string, readonly string[]>> = {
  Object: ['values', 'entries', 'getOwnPropertyDescriptor', 'getOwnPropertyDescriptors', 'fromEntries'],
  Reflect: ['get', 'apply', 'construct', 'getOwnPropertyDescriptor'],
};

/** `Object.values(handlers)`, `Reflect.get(handlers, name)`: any member may come out. */
export function pickedByName(node: ts.CallExpression | ts.NewExpression, { checker }: Checking): readonly Edge[] {
  const callee = node.expression;
  if (!ts.isPropertyAccessExpression(callee) || !ts.isIdentifier(callee.expression)) return [];
  const { text } = callee.expression;
  if (!Object.hasOwn(listing, text) || listing[text]?.includes(callee.name.text) !== true) return [];
  const [argument] = node.arguments ?? [];
  if (argument === undefined || !mayHoldCode(checker.getTypeAtLocation(argument), checker)) return [];
  const reason = `${shorten(node.getText())} takes members by names that are known only at run time`;
  return [{ at: node, to: 'any name', accessors: false, reason }];
}

/** Whether a member of a value may be a function, or something that has one. */
function mayHoldCode(type: ts.Type, checker: ts.TypeChecker): boolean {
  return partsOf(type, checker).some((part) => {
    if (isOpaque(part)) return true;
    if (!(part.flags & ts.TypeFlags.Object)) return false;
    const held = [
      ...checker.getPropertiesOfType(part).map((property) => checker.getTypeOfSymbol(property)),
      ...checker.getIndexInfosOfType(part).map((info) => info.type),
    ];
    return held.some((member) =>
      partsOf(member, checker).some(
        (at) => isOpaque(at) || at.getCallSignatures().length > 0 || at.getConstructSignatures().length > 0,
      ),
    );
  });
}

/** Whether an expression is a global of this name, rather than something of the program's that is named like it. */
function isGlobal(node: ts.Expression, name: string, checker: ts.TypeChecker): boolean {
  if (!ts.isIdentifier(node) || node.text !== name) return false;
  const declarations = checker.getSymbolAtLocation(node)?.declarations ?? [];
  return declarations.every((declaration) => declaration.getSourceFile().isDeclarationFile || name === 'require');
}
