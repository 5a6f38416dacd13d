import type { Checking } from '../checking.ts';
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
  /** Notes that something was looked at in the file of a declaration. */
  look(declaration: ts.Node): void;
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
export function registryFor(code: FileCode, all: Registered, checking: Checking): Registry {
  const look = (node: ts.Node): void => {
    const file = node.getSourceFile();
    if (file !== code.file) code.looked.add(file.fileName);
  };
  const lookup = <TValue>(own: ReadonlyMap<ts.Node, TValue>, every: ReadonlyMap<ts.Node, TValue>) => ({
    get(node: ts.Node): TValue | undefined {
      const known = own.get(node);
      if (known !== undefined) return known;
      look(node);
      return every.get(node);
    },
  });
  return {
    checking,
    look,
    nodes: lookup(code.nodes, all.nodes),
    owners: lookup(code.owners, all.owners),
    plainTypes: all.plainTypes,
  };
}
