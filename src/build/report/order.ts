import type { Diagnostic } from '../diagnostic.ts';

/** Diagnostics without doubles, by file and line; those without a place come first. */
export function inSourceOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const unique = new Map(
    diagnostics.map((diagnostic) => {
      const { code, message, position } = diagnostic;
      return [`${code} ${message} ${position?.file}:${position?.line}:${position?.column}`, diagnostic] as const;
    }),
  );
  return [...unique.values()].sort((a, b) => {
    const [first, second] = [a.position, b.position];
    if (first === undefined || second === undefined) return Number(first !== undefined) - Number(second !== undefined);
    if (first.file !== second.file) return first.file < second.file ? -1 : 1;
    return first.line - second.line || first.column - second.column;
  });
}
