import type { SourceMap } from 'magic-string';
import type { Class } from 'oxc-parser';
import { readBases } from './base-classes.ts';
import { type ClassMember, keepMembers } from './class-members.ts';
import type { EffectScanner } from './load-effects.ts';
import { makerRule, overlaps } from './maker-rules.ts';
import type { ModuleGraph } from './module-graph.ts';
import { isOwnBus, isWrapper } from './own-makers.ts';
import type { ParsedSources } from './parsed-sources.ts';
import { findNeeded, loadedIn, type Needed, type Piece } from './pieces.ts';
import { createQuietReader, type QuietReader } from './quiet.ts';
import { keepImports } from './slice-imports.ts';
import { findClass, localName, readClass, readModule, type SliceableClass, type SliceableModule } from './sliceable.ts';
import { classOf, exportName, isDefaultExpression } from './syntax.ts';
import { isLocalExport, writeSlice } from './write-slice.ts';

/** What is known of the modules around the one that is cut. */
export interface SliceSurroundings {
  readonly sources: ParsedSources;
  readonly graph: ModuleGraph;
  readonly effects: EffectScanner;
}

/** What to keep of a module. */
export interface SliceRequest {
  /** The module. */
  readonly file: string;
  /** The export that is used. */
  readonly exportName: string;
  /** The only method that is called of it, where it is an API class. */
  readonly member?: string | undefined;
  /** Other exports that are used. */
  readonly alsoExports?: readonly string[] | undefined;
  /** Other modules that are in the same bundle. */
  readonly beside?: readonly string[] | undefined;
}

/** A module without what a function does not use of it, or the reason why it has to stay whole. */
export type Slice = WholeModule | CutModule;

/** A module that cannot be cut. */
export interface WholeModule {
  readonly kind: 'whole';
  /** What stands in the way, to follow "… is kept whole: ". */
  readonly reason: string;
}

/** What is left of a module. */
export interface CutModule {
  readonly kind: 'cut';
  readonly code: string;
  /** Makes the source map. */
  readonly map: () => SourceMap;
  /** Names of the class's members that are left. */
  readonly members: ReadonlySet<string>;
  /** Specifiers of imports that stay for what they do when they load, though nothing is used of them. */
  readonly keptForEffects: readonly string[];
}

/** Cuts modules, and remembers what it has read of them. */
export interface ModuleSlicer {
  slice(request: SliceRequest): Slice;
  /**
   * Whether a request could come out otherwise than before, when nothing but the text of some modules has changed since.
   * All that cutting goes by are the texts of the modules that the module and those beside it lead to, and how these
   * import one another. A module that newly leads to a changed one did so by way of one that changed as well, and led
   * to that before.
   */
  isConcerned(request: Pick<SliceRequest, 'file' | 'beside'>, changed: ReadonlySet<string>): boolean;
}

/**
 * Makes a slicer. Cutting keeps what is asked for, what that mentions, and every statement that is not known to do
 * nothing but make its own bindings; so leaving out the rest changes nothing that can be seen.
 */
export function createModuleSlicer(surroundings: SliceSurroundings): ModuleSlicer {
  const { parse } = surroundings.sources;
  const modules = new Map<string, SliceableModule>();
  const classes = new Map<Class, SliceableClass>();
  const moduleOf = (file: string): SliceableModule => {
    const known = modules.get(file) ?? readModule(parse(file));
    modules.set(file, known);
    return known;
  };
  const readOnce = (declaration: Class, module: SliceableModule): SliceableClass => {
    const known =
      classes.get(declaration) ??
      readClass(declaration, module, readBases(declaration, module.parsed.path, surroundings));
    classes.set(declaration, known);
    return known;
  };

  return {
    slice(request) {
      if (!surroundings.graph.has(request.file))
        return whole('its module is not among those that the bus module loads');
      const module = moduleOf(request.file);
      if (module.doubt !== undefined) return whole(module.doubt);
      if (request.member === undefined) return cut(surroundings, { module, pieces: module.pieces }, request);
      const declaration = findClass(module.parsed, request.exportName);
      if (declaration === undefined) return whole('it is not declared as a class at the top level of its module');
      const { members, pieces, doubt } = readOnce(declaration, module);
      if (doubt !== undefined) return whole(doubt);
      if (!members.some(({ name, isStatic }) => name === request.member && !isStatic)) {
        return whole(`it has no member ${request.member}`);
      }
      return cut(surroundings, { module, pieces, cutClass: { declaration, members } }, request);
    },
    isConcerned({ file, beside = [] }, changed) {
      const { graph } = surroundings;
      return !graph.has(file) || [file, ...beside].some((path) => overlaps(changed, graph.closure(path)));
    },
  };
}

function whole(reason: string): WholeModule {
  return { kind: 'whole', reason };
}

interface Cutting {
  readonly module: SliceableModule;
  readonly pieces: readonly Piece[];
  readonly cutClass?: { readonly declaration: Class; readonly members: readonly ClassMember[] };
}

function cut(surroundings: SliceSurroundings, { module, pieces, cutClass }: Cutting, request: SliceRequest): Slice {
  const { graph } = surroundings;
  const { file, member } = request;
  const exports = new Set([request.exportName, ...(request.alsoExports ?? [])]);
  const names = [...exports].map((name) => localName(module.parsed.statements, name));
  const handedOn = [...exports].filter((name) => !isDeclared(module, name));
  const beside = (request.beside ?? []).filter((path) => path !== file);

  // What stays decides what is quiet, and what is not quiet stays: until nothing is added.
  let staying: ReadonlySet<string> = new Set(beside.flatMap((path) => [...graph.closure(path)]));
  for (;;) {
    const quiet = quietReader(surroundings, { module, staying });
    const found = keepMembers(cutClass?.members ?? [], {
      roots: member === undefined ? [] : [member, 'start'],
      isQuiet: quiet.isQuietExpression,
    });
    if ('whole' in found) return whole(found.whole);
    const inherited = (cutClass?.members ?? []).filter(({ base }) => base !== undefined);
    const members = new Set([...found.kept].filter(({ base }) => base === undefined));
    const needed = findNeeded(pieces, { exports, names, cutClass: cutClass?.declaration, members, quiet });
    const user = findUser(module, needed, cutClass?.declaration);
    if (user !== undefined) return whole(`its module uses it besides, in ${user}`);

    const loaded = loadedBy(graph, { file, needed, members });
    const imports = keepImports(
      module.imports,
      { file, ...surroundings },
      { names: needed.names, exports, handedOn, staying: new Set([...staying, ...loaded]) },
    );
    if (imports.staying.has(file)) return whole('what its module imports imports its module');
    if (imports.staying.size > staying.size) {
      staying = imports.staying;
      continue;
    }
    const loadedOnly = new Map(
      module.imports
        .filter(({ statement }) => imports.kept.get(statement) === 'for effects')
        .map(({ statement, specifier }) => [statement, specifier]),
    );
    const untouched = module.imports
      .filter(({ statement }) => imports.kept.get(statement) === 'as it is')
      .map(({ statement }) => statement);
    const written = writeSlice(module.parsed, {
      statements: new Set([...[...needed.pieces].map(({ statement }) => statement), ...untouched]),
      loadedOnly,
      exports,
      cutClass: cutClass?.declaration,
      removed: new Set(
        (cutClass?.members ?? []).flatMap((other) =>
          members.has(other) || other.base !== undefined ? [] : [other.element],
        ),
      ),
    });
    return {
      kind: 'cut',
      ...written,
      members: new Set([...members, ...inherited].flatMap(({ name }) => name ?? [])),
      keptForEffects: [...loadedOnly.values()],
    };
  }
}

function quietReader(
  { graph, sources }: SliceSurroundings,
  { module: { parsed, top }, staying }: { readonly module: SliceableModule; readonly staying: ReadonlySet<string> },
): QuietReader {
  return createQuietReader(parsed, {
    ...top,
    makesOnly(binding, how) {
      const rule = makerRule(graph, parsed.path, binding, how);
      if (typeof rule === 'object') return !overlaps(graph.closure(rule.apartFrom), staying);
      return rule === 'quiet' || (how === 'call' && isOwnBus(parsed.path, binding, { sources, graph }));
    },
    isWrapper: (name) => isWrapper(parsed.path, name, { sources, graph }),
  });
}

/** Whether a module declares what it exports under a name. */
function isDeclared({ pieces, parsed, imports }: SliceableModule, name: string): boolean {
  return (
    pieces.some((piece) => piece.exports.includes(name)) ||
    parsed.statements.some(
      (statement) =>
        isLocalExport(statement) && statement.specifiers.some(({ exported }) => exportName(exported) === name),
    ) ||
    imports.some((statement) => statement.exports.includes(name))
  );
}

/** Another part of the module that uses the class that is cut: what it does with it cannot be told. */
function findUser({ parsed }: SliceableModule, { pieces }: Needed, declaration: Class | undefined): string | undefined {
  const className = declaration?.id?.name;
  if (className === undefined) return undefined;
  const user = [...pieces].find(
    ({ statement, mentions }) =>
      classOf(statement) !== declaration && !isDefaultExpression(statement) && mentions.has(className),
  );
  if (user === undefined) return undefined;
  return user.declares[0] ?? `line ${parsed.text.slice(0, user.statement.start).split('\n').length}`;
}

/** The modules that the pieces and members load by `import()`. */
function loadedBy(
  graph: ModuleGraph,
  {
    file,
    needed,
    members,
  }: { readonly file: string; readonly needed: Needed; readonly members: ReadonlySet<ClassMember> },
): readonly string[] {
  const specifiers = [
    ...[...needed.pieces].flatMap(({ loads }) => loads),
    ...[...members].flatMap(({ element }) => loadedIn(element)),
  ];
  return specifiers.flatMap((specifier) => {
    const target = graph.resolve(file, specifier);
    return target === undefined ? [] : [...graph.closure(target)];
  });
}
