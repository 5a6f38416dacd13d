import type { Finding } from '../checking.ts';
import type { ts } from '../compiler.ts';
import type { OwnEvent } from '../targets/target-sink.ts';
import type { FileCode } from './file-code.ts';

/**
 * The code of a program as a graph: what runs together is a node, and whatever a node's code names is an edge. It is
 * read once for a program; what one function can reach is a walk through it.
 */
export interface CodeGraph {
  readonly modules: ReadonlyMap<string, CodeNode>;
  readonly nodes: ReadonlyMap<ts.Node, CodeNode>;
  readonly owners: ReadonlyMap<ts.Node, Owner>;
  /** What was read of each file, by its path. */
  readonly files: ReadonlyMap<string, FileCode>;
  /** What each module exports, by its file; made when it is asked for. */
  readonly exported: { get(file: string): Exported | undefined };
  /** What handles the messages of listeners and the runs of schedules. */
  readonly handlers: readonly CodeNode[];
  /** Whether an owner's instances could be where a node is. */
  fits(owner: Owner, node: ts.Node): boolean;
  /** The owners with a member of a name, their own or an inherited one. */
  readonly byMember: ReadonlyMap<string, readonly Owner[]>;
}

/** The functions, classes and object literals that a module exports. */
export interface Exported {
  readonly nodes: readonly CodeNode[];
  readonly owners: readonly Owner[];
}

/** Code that runs together: the top level of a module, a function, a method, the making of a class's instances. */
export interface CodeNode {
  /** `OrderApi.place`, `module src/orders.ts`. */
  readonly what: string;
  readonly declaration: ts.Node;
  readonly edges: Edge[];
  /** What it does to the bus itself. */
  readonly uses: Use[];
  /** What cannot be told of it. */
  readonly findings: PlacedFinding[];
  /** Where it takes a value of which nothing is known for something that can be used. */
  readonly recasts: ts.Node[];
}

/** A procedure that is called or an event that is fired at a place. */
export interface Use {
  readonly does: 'calls' | 'fires';
  readonly target: string;
  readonly at: ts.Node;
  /** Why it is only assumed that it is done. */
  readonly assumed?: string | undefined;
  /** Of a call: whether nobody waits for it. */
  readonly enqueued?: boolean | undefined;
  readonly fires?: OwnEvent | undefined;
  /** Of an event that is fired as a field of an API's instance: the events that it may be, one for each such API. */
  readonly field?: readonly OwnEvent[] | undefined;
  /** Whether it is done only by code that takes a value of which nothing is known for something else. */
  readonly isDormant?: boolean | undefined;
  /** Whether a client fires it by its name, rather than the field of its class. */
  readonly byClient?: boolean | undefined;
}

/** What cannot be told, and where. */
export interface PlacedFinding {
  readonly finding: Finding;
  readonly at: ts.Node;
  /** Whether it matters only where a value of which nothing is known is taken for something else. */
  readonly isDormant?: boolean | undefined;
}

/** What has members that may be reached by their names: a class, an object literal, a module taken as an object. */
export interface Owner {
  readonly what: string;
  readonly declaration: ts.Node;
  /** Its own members, by their names, private ones with `#`. */
  readonly members: Map<string, CodeNode[]>;
  /** Members that code outside of the program, or the language itself, may use as soon as there is an instance. */
  readonly always: { readonly node: CodeNode; readonly reason: string }[];
  /** What making an instance runs. */
  readonly making?: CodeNode | undefined;
  /** Whether it is an API: its instance is made by the library, and known to its own code alone. */
  readonly isApi: boolean;
  base?: Owner | undefined;
  /** Whether its base class is none of the program's, or made by an expression. */
  hasUnknownBase: boolean;
}

/** What code names at a place. */
export type Edge = { readonly at: ts.Node } & (
  | { readonly to: 'node'; readonly node: CodeNode; readonly assumed?: string | undefined }
  /** A class is used, an object literal evaluated. */
  | { readonly to: 'owner'; readonly owner: Owner }
  /** A member is named. */
  | {
      readonly to: 'name';
      readonly name: string;
      /** What the types say it is. */
      readonly exact: readonly CodeNode[];
      /** What its holder is for certain. */
      readonly holder?: Owner | undefined;
      /** What has the type of its holder. */
      readonly holderNode: ts.Node;
      /** The classes that the types say its holder is of. */
      readonly holders: readonly Owner[];
      /** Why it is only assumed that it runs. */
      readonly assumed?: string | undefined;
    }
  /** Members are picked by names that are not known; `accessors` where only those could run. */
  | { readonly to: 'any name'; readonly accessors: boolean; readonly reason: string }
  /** Members of one owner are handed to code that is not in the program; undefined for all of them. */
  | {
      readonly to: 'members';
      readonly owner: Owner;
      readonly names: readonly string[] | undefined;
      readonly reason: string;
    }
  /** An API's instance goes where its type is not known any more. */
  | { readonly to: 'escape'; readonly owner: Owner }
  /** Code is run that cannot be read. */
  | { readonly to: 'everything'; readonly reason: string }
);

/** The member that an instance of an owner has under a name: its own, or the nearest inherited one. */
export function lookUp(owner: Owner, name: string): readonly CodeNode[] {
  for (let at: Owner | undefined = owner; at !== undefined; at = at.base) {
    const found = at.members.get(name);
    if (found !== undefined) return found;
  }
  return [];
}

/** A class and those it extends, nearest first. */
export function chainOf(owner: Owner): readonly Owner[] {
  const chain: Owner[] = [];
  for (let at: Owner | undefined = owner; at !== undefined && !chain.includes(at); at = at.base) chain.push(at);
  return chain;
}
