import { addInputs, createInputs } from '../cache/build-inputs.ts';
import { isStructureChanged, type Structure, takeStructure } from '../cache/snapshot.ts';
import type { CheckedBus, CheckRequest } from './checked-bus.ts';
import { ts } from './compiler.ts';
import { editedWithin } from './edited-files.ts';
import { createProgramHost, type ProgramCache } from './program-host.ts';
import { readProjectOptions } from './project-options.ts';
import type { CodeGraph } from './reach/code-graph.ts';
import type { KeptGraph } from './reach/create-graph.ts';
import { readProgram } from './read-program.ts';
import { createRecordingSystem } from './recording-system.ts';

/** Reads bus modules again and again: what did not change since is not parsed again. */
export interface TypeReader {
  check(request: CheckRequest): CheckedBus;
}

interface Project {
  readonly cache: ProgramCache;
  readonly optionsKey: string;
  readonly program: ts.Program | undefined;
  /** How all was that decided which files the program has. */
  readonly structure: Structure | undefined;
  /** What the program was read as, for as long as no file of it changes. */
  readonly last: LastReading | undefined;
}

interface LastReading {
  readonly request: CheckRequest;
  readonly checked: CheckedBus;
  /** Its code; undefined where something is wrong with the program. */
  readonly graph: CodeGraph | undefined;
}

/** Parsed files by their paths, for each set of options that decides how they are parsed. Readers may share them. */
export type ParsedFiles = Map<string, ProgramCache['files']>;

/**
 * Makes a reader that remembers the sources it has read; watch mode keeps one.
 *
 * @param options.keepsPrograms whether it will be asked again
 * @param options.parsed what is parsed already, and takes what will be
 */
export function createTypeReader({
  keepsPrograms = true,
  parsed = new Map(),
}: {
  readonly keepsPrograms?: boolean;
  readonly parsed?: ParsedFiles;
} = {}): TypeReader {
  const projects = new Map<string, Project>();

  function projectOf(busModule: string, options: ts.CompilerOptions): Project {
    const optionsKey = JSON.stringify(options);
    const known = projects.get(busModule);
    if (known?.optionsKey === optionsKey) return known;
    // Where the options lie says nothing of how a file is parsed.
    const parsedKey = JSON.stringify({ ...options, configFilePath: undefined });
    const shared: ProgramCache['files'] = parsed.get(parsedKey) ?? new Map();
    parsed.set(parsedKey, shared);
    const cache: ProgramCache = { files: shared, unresolved: new Set(), inputs: createInputs() };
    return { cache, optionsKey, program: undefined, structure: undefined, last: undefined };
  }

  return {
    check(request) {
      const inputs = createInputs();
      const projectOptions = readProjectOptions(request.busModule, createRecordingSystem(inputs));
      const { options, ambientFiles } = projectOptions;
      const project = projectOf(request.busModule, options);
      const { cache } = project;
      addInputs(cache.inputs, inputs);
      const create = (before: { readonly oldProgram?: ts.Program }) =>
        ts.createProgram({
          rootNames: [request.busModule, ...ambientFiles],
          options,
          host: createProgramHost(options, cache, createRecordingSystem(cache.inputs)),
          ...before,
        });
      const before = reused(project);
      let program = create(before);
      const reading = { projectOptions, inputs: cache.inputs, request };
      let read = unchanged(project, program, request);
      if (read === undefined) {
        const kept = before.oldProgram && keptOf(project, program, request);
        // What is kept is changed by the reading: after one that fails it is worth nothing.
        projects.set(request.busModule, { ...project, last: undefined });
        read = readProgram(program, { ...reading, kept });
        if (kept !== undefined && isFaulty(read)) {
          // What is said of a mistake is not to depend on what the checker was asked before.
          program = create({ oldProgram: program });
          read = readProgram(program, reading);
        }
      }
      const { checked } = read;
      const graph = keepsPrograms && !isFaulty(read) ? read.graph : undefined;
      const structure = keepsPrograms ? takeStructure(cache.inputs, project.structure) : undefined;
      projects.set(request.busModule, { ...project, program, structure, last: { request, checked, graph } });
      return checked;
    },
  };
}

/** The program of before, unless its imports could now mean other files than it found. */
function reused({ program, structure }: Project): { readonly oldProgram?: ts.Program } {
  return program === undefined || structure === undefined || isStructureChanged(structure)
    ? {}
    : { oldProgram: program };
}

/** What was read before, when nothing that it was read from has changed. */
function unchanged({ program: before, last }: Project, program: ts.Program, request: CheckRequest): Read | undefined {
  if (before === undefined || last === undefined || !isSameRequest(last.request, request)) return undefined;
  const files = program.getSourceFiles();
  const filesBefore = before.getSourceFiles();
  const isSame = files.length === filesBefore.length && files.every((file, index) => file === filesBefore[index]);
  return isSame ? last : undefined;
}

type Read = Pick<LastReading, 'checked' | 'graph'>;

/** What of the code of before holds still. */
function keptOf({ program: before, last }: Project, program: ts.Program, request: CheckRequest): KeptGraph | undefined {
  if (before === undefined || last?.graph === undefined || !isSameRequest(last.request, request)) return undefined;
  const edited = editedWithin(before, program);
  return edited && { graph: last.graph, edited };
}

function isSameRequest(a: CheckRequest, b: CheckRequest): boolean {
  return a.packageRoot === b.packageRoot && a.service === b.service;
}

function isFaulty({ checked, graph }: Read): boolean {
  return (
    checked.diagnostics.length > 0 ||
    [...(graph?.files.values() ?? [])].some(
      ({ module, nodes, targets }) =>
        (targets?.diagnostics.length ?? 0) > 0 ||
        [module, ...nodes.values()].some(({ findings }) => findings.length > 0),
    )
  );
}

/**
 * Reads a bus module with the TypeScript checker: its classes, listeners, schedules and types, and what is wrong with
 * them. With a reader that has read it before, only what changed is parsed.
 */
export function checkBus(request: CheckRequest, reader: TypeReader = createTypeReader()): CheckedBus {
  return reader.check(request);
}
