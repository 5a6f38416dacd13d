import { ts } from '../compiler.ts';
import type { CodeGraph, CodeNode } from './code-graph.ts';

/** The code that a node of the syntax tree is part of: what runs when it runs. */
export function codeAt(node: ts.Node, { nodes }: CodeGraph): CodeNode | undefined {
  let below: ts.Node | undefined;
  for (let at: ts.Node | undefined = node; at !== undefined; below = at, at = at.parent) {
    // What a class is made of besides its instances runs where the class is declared.
    if (ts.isClassLike(at) && below !== undefined && !runsWhenMade(below)) continue;
    if (isNameOf(below, at)) continue;
    const found = nodes.get(at);
    if (found !== undefined) return found;
  }
  return undefined;
}

function runsWhenMade(part: ts.Node): boolean {
  if (ts.isConstructorDeclaration(part)) return true;
  return ts.isPropertyDeclaration(part) && (ts.getCombinedModifierFlags(part) & ts.ModifierFlags.Static) === 0;
}

/** A member's computed name and decorators run with what is around the member. */
function isNameOf(part: ts.Node | undefined, whole: ts.Node): boolean {
  if (part === undefined || !(ts.isClassElement(whole) || ts.isObjectLiteralElementLike(whole))) return false;
  return part === whole.name || ts.isDecorator(part);
}
