import type { Diagnostic } from '../../diagnostic.ts';
import type { CheckedTargets, TargetsRequest } from '../checked-bus.ts';
import { type Checking, notedApart } from '../checking.ts';
import type { ts } from '../compiler.ts';
import type { CodeGraph, CodeNode, Use } from '../reach/code-graph.ts';
import { type Entries, exportedTo, startOf } from '../reach/entries.ts';
import { explainTargets, type FoundTarget, notesOf } from '../reach/explain.ts';
import { type Reach, type Reached, walk } from '../reach/reach.ts';
import { compare } from '../schema/named-types.ts';
import { checkCompiledFile } from './compiled-file.ts';
import { type CompiledImport, checkCompiledImport, importsOfCompiled } from './compiled-imports.ts';
import { resolveUses, type UsesContext } from './declared-uses.ts';
import { checkOpenedTo } from './opened-to.ts';
import type { FileTargets } from './targets.ts';

/** A program that was read, for finding what its functions do. */
export interface ReadProgram {
  readonly checking: Checking;
  readonly graph: CodeGraph;
  readonly entries: Entries;
  readonly uses: UsesContext;
  /** By file. */
  readonly targets: ReadonlyMap<string, FileTargets>;
}

/** Finds what one function may call and fire: what its code reaches, and what it declares. */
export function functionTargets(request: TargetsRequest, program: ReadProgram): CheckedTargets {
  const { checking, graph, entries, targets, uses } = program;
  const files = new Set(request.files.filter((file) => targets.has(file)));
  const modules = [...files].flatMap((file) => graph.modules.get(file) ?? []);
  const imports = importsOfCompiled(request.files, (file) => targets.has(file), checking);
  const start = startOf(request.entry, modules, { entries, graph, checking });
  const reach = walk(graph, exportedTo(imports, start, graph));
  const declared = resolveUses(request, program.uses);
  const recast = recastIn(reach, files, graph);
  const found = new Map<string, FoundTarget>();
  const byClient = new Set<string>();
  const awaited = new Set<string>();
  for (const target of [...foundIn(reach, request), ...foundAnywhere(reach, files, graph)]) {
    if (target.by?.use.isDormant === true && recast === undefined) continue;
    const key = `${target.does} ${target.target}`;
    const known = found.get(key);
    if (target.by?.use.byClient === true) byClient.add(target.target);
    if (target.by?.use.enqueued !== true) awaited.add(key);
    if (known === undefined || (!isCertain(known) && isCertain(target))) found.set(key, target);
  }
  const written = new Set(found.keys());
  for (const use of declared.resolved) {
    const key = `${use.does} ${use.target}`;
    if (written.has(key)) continue;
    found.set(key, { does: use.does, target: use.target });
    // What is only declared may be called in any way.
    awaited.add(key);
  }
  const sorted = [...found.values()].sort((a, b) => compare(a.does, b.does) || compare(a.target, b.target));
  const explained = explainTargets(sorted, checking);
  const calls = sorted.flatMap(({ does, target }) => (does === 'calls' ? [target] : []));
  return {
    calls,
    enqueues: calls.filter((target) => !awaited.has(`calls ${target}`)),
    fires: sorted.flatMap(({ does, target, by }) => {
      if (does !== 'fires') return [];
      const use = declared.resolved.find((other) => other.does === 'fires' && other.target === target);
      const event = uses.own.byName.get(target) ?? by?.use.fires ?? (use?.does === 'fires' ? use.event : undefined);
      // What is only declared may be fired in any way.
      return event === undefined ? [] : [{ ...event, byFieldOnly: by !== undefined && !byClient.has(target) }];
    }),
    explained,
    notes: notesOf(explained),
    diagnostics: [
      ...declared.diagnostics,
      ...[...files].flatMap((file) => targets.get(file)?.diagnostics ?? []),
      ...sorted.flatMap(({ does, by }) => (does === 'fires' && by !== undefined ? notOpened(by.use, program) : [])),
      ...undecided(reach, request, { known: files, imports, recast }, program),
    ],
  };
}

/** Where the code that a function reaches takes a value of which nothing is known for something that can be used. */
function recastIn({ reached, everything }: Reach, files: ReadonlySet<string>, graph: CodeGraph): ts.Node | undefined {
  const nodes = everything === undefined ? [...reached.keys()] : [...reached.keys(), ...nodesIn(files, graph)];
  return nodes.find(({ recasts }) => recasts.length > 0)?.recasts[0];
}

function isCertain({ by }: FoundTarget): boolean {
  return by !== undefined && by.assumed === undefined && by.use.assumed === undefined && by.reached?.isCertain === true;
}

/** What the code does that the function reaches. */
function foundIn({ reached }: Reach, { entry }: TargetsRequest): readonly FoundTarget[] {
  return [...reached.values()].flatMap((at) =>
    at.node.uses
      .filter((use) => mayFire(use, entry))
      .map((use): FoundTarget => ({ does: use.does, target: use.target, by: { use, reached: at } })),
  );
}

/** A field of an instance is an event of the API that the instance is made for. */
function mayFire({ field, target }: Use, entry: TargetsRequest['entry']): boolean {
  if (field === undefined || entry.kind !== 'procedure') return true;
  const own = field.filter(({ event }) => apiOf(event) === entry.api);
  return own.length === 0 || own.some(({ event }) => event === target);
}

function apiOf(dotted: string): string {
  return dotted.slice(0, dotted.lastIndexOf('.'));
}

/** Where code runs that cannot be read, everything that any module of the bundle does. */
function foundAnywhere(
  { everything, reached }: Reach,
  files: ReadonlySet<string>,
  graph: CodeGraph,
): readonly FoundTarget[] {
  if (everything === undefined) return [];
  const { from, at, reason } = everything;
  const way: Reached = {
    node: { what: 'every module of the bundle', declaration: at, edges: [], uses: [], findings: [], recasts: [] },
    from,
    at,
    assumed: reason,
    isCertain: false,
  };
  return nodesIn(files, graph)
    .filter((node) => !reached.has(node))
    .flatMap(({ uses }) => uses.map((use) => ({ does: use.does, target: use.target, by: { use, reached: way } })));
}

function nodesIn(files: ReadonlySet<string>, { nodes }: CodeGraph): readonly CodeNode[] {
  return [...new Set(nodes.values())].filter(({ declaration }) => files.has(declaration.getSourceFile().fileName));
}

function notOpened(use: Use, { uses, checking }: ReadProgram): readonly Diagnostic[] {
  if (use.fires === undefined || uses.own.byName.has(use.target)) return [];
  return checkOpenedTo(use, { ...uses, packageRoot: checking.packageRoot });
}

/** What cannot be told of the code that the function reaches, unless the function declares what it uses. */
function undecided(
  { reached, everything }: Reach,
  { files, uses, name }: TargetsRequest,
  {
    known,
    imports,
    recast,
  }: {
    readonly known: ReadonlySet<string>;
    readonly imports: readonly CompiledImport[];
    readonly recast: ts.Node | undefined;
  },
  { checking, graph, targets }: ReadProgram,
): readonly Diagnostic[] {
  if (uses !== undefined) return [];
  const local = notedApart(checking);
  const nodes = everything === undefined ? [] : nodesIn(known, graph);
  for (const node of new Set([...reached.keys(), ...nodes])) {
    for (const { finding, at, isDormant } of node.findings) {
      if (isDormant && recast === undefined) continue;
      const hint = `${finding.hint} Or declare what it may be among the options of ${name}: uses: ['support.case.get'].`;
      const related = recast && {
        message: 'Here something of which nothing is known is taken for this.',
        node: recast,
      };
      local.report({ ...finding, hint, ...(isDormant && { related }) }, at);
    }
  }
  const compiled = files.filter((file) => !targets.has(file));
  return [
    ...local.diagnostics(),
    ...compiled.flatMap((file) => checkCompiledFile(file, checking.packageRoot)),
    ...imports.flatMap((imported) => checkCompiledImport(imported, checking)),
  ];
}
