import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript-checker';
import type { SourcePosition } from '../../manifest/index.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { PackageProblem } from './package-problem.ts';

/** Gives a problem its place: the value in the option, the option, or else the function that has it. */
export function toDiagnostic(
  { option, value, ...problem }: PackageProblem,
  fn: { readonly source: SourcePosition },
  packageRoot: string,
): Diagnostic {
  const { file } = fn.source;
  const source = ts.createSourceFile(file, readFileSync(join(packageRoot, file), 'utf8'), ts.ScriptTarget.Latest, true);
  const options = optionsNamed(option, source);
  const written = options.map((node) => literalIn(node, value)).find((node) => node !== undefined);
  const node = written ?? options[0]?.name;
  if (node === undefined) return { ...problem, position: fn.source };
  const { line, character } = source.getLineAndCharacterOfPosition(node.getStart(source));
  return { ...problem, position: { file, line: line + 1, column: character + 1 }, length: node.getWidth(source) };
}

function optionsNamed(name: string, source: ts.SourceFile): readonly ts.PropertyAssignment[] {
  const found: ts.PropertyAssignment[] = [];
  function visit(node: ts.Node): void {
    if (ts.isPropertyAssignment(node) && node.name.getText(source) === name) found.push(node);
    ts.forEachChild(node, visit);
  }
  visit(source);
  return found;
}

function literalIn(node: ts.Node, text: string): ts.Node | undefined {
  if (ts.isStringLiteralLike(node) && node.text === text) return node;
  return ts.forEachChild(node, (child) => literalIn(child, text));
}
