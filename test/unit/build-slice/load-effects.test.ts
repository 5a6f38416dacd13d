import { describe, expect, it } from 'vitest';
import { modulesOf } from './module-graphs.ts';

function hasEffects(source: string, files: Readonly<Record<string, string>> = {}): boolean {
  return modulesOf({ 'a.ts': source, ...files }).effects.hasEffects('/a.ts', new Set());
}

describe('loading a module does something', () => {
  it.each([
    ['patches a global', 'globalThis.fetch = traced;'],
    ['calls an import', "import { install } from 'x'; install();"],
    ['loads a package for its effects', "import 'reflect-metadata';"],
    ['has a loop', 'for (const x of [1]) console.log(x);'],
    ['has a static block', 'export class A { static { register(A); } }'],
    ['registers an API', 'registry.add(new A());'],
    ['calls a function of its own', 'const x = f(); function f() { return 1; }'],
    ['works on what it imports', "import { map } from './b.ts'; map.set('k', 1);"],
  ])('when it %s', (_what, source) => {
    expect(hasEffects(source)).toBe(true);
  });

  it.each([
    [
      'makes bindings',
      'import { Client } from "c"; export const client = new Client(); export function f() { g(); } export class A {}',
    ],
    ['fills its own map', 'const map = new Map(); map.set("k", 1); export { map };'],
    ['has types and enums', 'export interface A {} export type B = 1; export enum C { X }'],
    ['has a directive', "'use strict';"],
  ])('not when it %s', (_what, source) => {
    expect(hasEffects(source)).toBe(false);
  });

  it('when a module that it imports does, but not one that it loads later', () => {
    const files = { 'b.ts': `import './a.ts'; import './c.ts';`, 'c.ts': 'globalThis.x = 1;' };

    expect(hasEffects(`import { b } from './b.ts';`, files)).toBe(true);
    expect(hasEffects(`export const b = () => import('./b.ts');`, files)).toBe(false);
  });
});
