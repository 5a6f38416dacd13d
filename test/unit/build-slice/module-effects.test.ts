import ts from 'typescript-checker';
import { describe, expect, it } from 'vitest';
import { createEffectScanner } from '../../../src/build/slice/index.ts';

function scan(
  modules: Record<string, string>,
  imports: Record<string, readonly string[]> = {},
): (path: string) => boolean {
  return createEffectScanner(
    ts,
    new Map(Object.entries(modules).map(([path, source]) => [path, { source, imports: imports[path] ?? [] }])),
  );
}

describe('loading a module does something', () => {
  it.each([
    ['patches a global', 'globalThis.fetch = traced;'],
    ['calls an import', "import { install } from 'x'; install();"],
    ['loads a package for its effects', "import 'reflect-metadata';"],
    ['has a loop', 'for (const x of [1]) console.log(x);'],
    ['has a static block', 'export class A { static { register(A); } }'],
    ['registers an API', 'registry.add(new A());'],
  ])('when it %s', (_what, source) => {
    expect(scan({ 'a.ts': source })('a.ts')).toBe(true);
  });

  it.each([
    ['makes bindings', 'export const client = new Client(); export function f() { g(); } export class A {}'],
    ['works on its own binding', 'const app = create(); app.use(log()); export { app };'],
    ['has types and enums', 'export interface A {} export type B = 1; export enum C { X }'],
    ['has a directive', "'use strict';"],
  ])('not when it %s', (_what, source) => {
    expect(scan({ 'a.ts': source })('a.ts')).toBe(false);
  });

  it('when a module that it imports does', () => {
    const hasEffects = scan(
      { 'a.ts': '', 'b.ts': '', 'c.ts': 'globalThis.x = 1;' },
      { 'a.ts': ['b.ts', 'c.ts'], 'b.ts': ['a.ts'] },
    );

    expect(['a.ts', 'b.ts', 'c.ts'].map(hasEffects)).toEqual([true, true, true]);
  });
});
