import { type Checking, lookingFrom } from '../checking.ts';
import type { ts } from '../compiler.ts';
import type { CodeNode, Owner } from './code-graph.ts';
import type { FileCode } from './file-code.ts';
import type { PlainTypes } from './plain-types.ts';

/** The nodes and owners of a program, as the reading of one file's code looks them up. */
export interface Registry {
  readonly checking: Checking;
  readonly nodes: Lookup<CodeNode>;
  readonly owners: Lookup<Owner>;
  readonly plainTypes: PlainTypes;
}

/** Finds what belongs to a node of the syntax tree. */
export interface Lookup<TValue> {
  get(node: ts.Node): TValue | undefined;
}

/** The nodes and owners of all files. */
export interface Registered {
  readonly nodes: ReadonlyMap<ts.Node, CodeNode>;
  readonly owners: ReadonlyMap<ts.Node, Owner>;
  readonly plainTypes: PlainTypes;
}

/** A registry that notes in which other files something was looked for, also where nothing was found. */
export function registryFor(code: FileCode, all: Registered, program: Checking): Registry {
  const checking = lookingFrom(code.file, code.looked, program);
  const lookup = <TValue>(own: ReadonlyMap<ts.Node, TValue>, every: ReadonlyMap<ts.Node, TValue>) => ({
    get(node: ts.Node): TValue | undefined {
      const known = own.get(node);
      if (known !== undefined) return known;
      checking.look(node);
      return every.get(node);
    },
  });
  return {
    checking,
    nodes: lookup(code.nodes, all.nodes),
    owners: lookup(code.owners, all.owners),
    plainTypes: all.plainTypes,
  };
}
