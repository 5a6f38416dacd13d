import type { ts } from '../compiler.ts';
import type { FileTargets } from '../targets/targets.ts';
import type { CodeNode, Owner } from './code-graph.ts';

/**
 * What was read of the code of one file. It holds no types and no symbols, which live no longer than one program: so it is
 * kept for as long as neither the file changes nor what was looked at in others.
 */
export interface FileCode {
  readonly file: ts.SourceFile;
  readonly module: CodeNode;
  readonly nodes: Map<ts.Node, CodeNode>;
  readonly owners: Map<ts.Node, Owner>;
  /** Modules that it takes as an object. */
  readonly namespaces: Set<string>;
  /** What handles the messages of listeners and the runs of schedules. */
  readonly handlers: CodeNode[];
  /** The other files in which the classes that its classes extend were looked for. */
  readonly heritage: Set<string>;
  /** The other files in which declarations were looked at for what its code names. */
  readonly looked: Set<string>;
  /** What it does to the bus; undefined until that is read. */
  targets: FileTargets | undefined;
}

/** Starts the reading of a file. */
export function emptyFileCode(file: ts.SourceFile, module: CodeNode): FileCode {
  return {
    file,
    module,
    nodes: new Map([[file, module]]),
    owners: new Map(),
    namespaces: new Set(),
    handlers: [],
    heritage: new Set(),
    looked: new Set(),
    targets: undefined,
  };
}

/** Forgets what the code of a file names and does, to read it again; what there is in the file stays. */
export function forgetEdges(code: FileCode): void {
  for (const node of new Set(code.nodes.values())) {
    node.edges.length = 0;
    node.uses.length = 0;
    node.findings.length = 0;
    node.recasts.length = 0;
  }
  code.looked.clear();
  code.targets = undefined;
}
