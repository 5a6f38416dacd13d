import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import type { JsonSchema } from '../../manifest/index.ts';
import type { BuildInputs } from '../cache/build-inputs.ts';
import { isLibraryFile } from '../library.ts';
import { type ApiReading, readApiClass } from './api-class.ts';
import { checkNames } from './api-names.ts';
import { readBusExports } from './bus-exports.ts';
import type { CheckedBus, CheckedListener, CheckedSchema, CheckRequest } from './checked-bus.ts';
import { type Checking, createChecking, positionAt } from './checking.ts';
import { locateCodec } from './codecs.ts';
import { ts } from './compiler.ts';
import { createForeignSchemas } from './foreign-schemas.ts';
import { readListener, readSchedule } from './handlers.ts';
import type { ProjectOptions } from './project-options.ts';
import { quietSchemaModules } from './quiet-modules.ts';
import type { CodeGraph } from './reach/code-graph.ts';
import { createCodeGraph, type KeptGraph } from './reach/create-graph.ts';
import { readReachingNames, whyReadAgain } from './reaching-names.ts';
import { createSchemaReader } from './schema/schema-reader.ts';
import { functionTargets } from './targets/function-targets.ts';
import { createLosses } from './targets/losses.ts';
import type { OwnEvent, OwnEvents } from './targets/target-sink.ts';
import { type FileTargets, readTargets, type TargetsContext } from './targets/targets.ts';

/** How to read a program. */
export interface Reading {
  readonly projectOptions: ProjectOptions;
  readonly inputs: BuildInputs;
  readonly request: CheckRequest;
  /** What is kept of the program before. */
  readonly kept?: KeptGraph | undefined;
}

/** A program as it was read. */
export interface ReadBus {
  readonly checked: CheckedBus;
  readonly graph: CodeGraph;
}

/** Reads a bus module with the TypeScript checker: its classes, listeners, schedules and types, and what is wrong with them. */
export function readProgram(program: ts.Program, { projectOptions, inputs, request, kept }: Reading): ReadBus {
  const checking = createChecking(program, request.packageRoot);
  reportUnreadable(projectOptions, checking);
  const files = program.getSourceFiles().filter((file) => checking.isUserFile(file));
  for (const file of files) reportSyntax(file, checking);

  const reader = createSchemaReader(checking);
  const busModule = program.getSourceFile(request.busModule);
  const exported = busModule === undefined ? undefined : readBusExports(busModule, checking);
  const readings = (exported?.apis ?? []).map((api) => readApiClass(api, reader));
  checkNames(readings, checking);
  const context = {
    own: ownEventsOf(readings, checking.checker),
    foreignSchemas: createForeignSchemas(checking),
    service: request.service,
  };
  const listeners = (exported?.listeners ?? []).map((listener) => readListener(listener, context, reader));
  const schedules = (exported?.schedules ?? []).map((schedule) => readSchedule(schedule, checking));
  const code = program
    .getSourceFiles()
    .filter((file) => !file.isDeclarationFile && !isLibraryFile(file.fileName) && !file.fileName.endsWith('.json'));
  const graph = createCodeGraph(code, checking, kept);
  const targets = readAllTargets({ ...context, losses: createLosses(checking.checker, context.own), reader, graph });
  const { $defs, settle } = reader.finish();
  const uses = {
    own: context.own,
    buses: [...targets.values()].flatMap(({ buses }) => buses),
    service: request.service,
    checker: checking.checker,
    ...ownNames(readings),
  };
  const entries = {
    apis: byExport(exported?.apis ?? [], ({ symbol }) => symbol),
    handlers: byExport(
      [...(exported?.listeners ?? []), ...(exported?.schedules ?? [])],
      ({ declaration }) => declaration,
    ),
    codecs: reader.codecs,
  };
  const realPaths = new Map<string, string>();
  const realPathOf = (path: string): string => {
    const real = realPaths.get(path) ?? realPath(path);
    realPaths.set(path, real);
    return real;
  };
  const withPayload = <TItem extends { readonly payload: JsonSchema }>(item: TItem): TItem => ({
    ...item,
    payload: settle(item.payload),
  });

  const readAgain = whyReadAgain(graph, checking);
  const checked: CheckedBus = {
    apis: readings.map(({ api }) => ({
      ...api,
      procedures: api.procedures.map(({ params, result, ...procedure }) => ({
        ...procedure,
        ...(params && { params: settle(params) }),
        ...(result && { result: settle(result) }),
      })),
      events: api.events.map(withPayload),
    })),
    listeners: listeners.map((listener) => ({ ...listener, events: listener.events.map(withPayload) })),
    schedules,
    $defs,
    codecs: [...reader.codecs].map(([name, symbol]) => locateCodec(name, symbol, checking)),
    schemaModules: quietSchemaModules(checking, schemasOf(readings, listeners)),
    diagnostics: checking.diagnostics(),
    warnings: checking.warnings(),
    files: files.map(({ fileName }) => fileName),
    inputs,
    targetsOf(wanted) {
      const files = wanted.files.map((path) => (targets.has(path) ? path : realPathOf(path)));
      const { fires, ...found } = functionTargets(
        { ...wanted, files },
        {
          checking,
          graph,
          targets,
          entries,
          uses,
        },
      );
      return {
        ...found,
        fires: fires.map((event) =>
          event.payload === undefined ? event : withPayload({ ...event, payload: event.payload }),
        ),
      };
    },
    readAgain,
    reachingNames: () => (readAgain === undefined ? readReachingNames(graph, checking) : undefined),
  };
  return { checked, graph };
}

function byExport<TExport extends { readonly names: readonly string[] }, TValue>(
  exports: readonly TExport[],
  read: (exported: TExport) => TValue,
): ReadonlyMap<string, TValue> {
  return new Map(exports.flatMap((exported) => exported.names.map((name) => [name, read(exported)] as const)));
}

function ownNames(readings: readonly ApiReading[]): {
  readonly apis: ReadonlySet<string>;
  readonly procedures: ReadonlySet<string>;
} {
  const named = readings.flatMap(({ api }) => (api.name === undefined ? [] : [{ ...api, name: api.name }]));
  return {
    apis: new Set(named.map(({ name }) => name)),
    procedures: new Set(
      named.flatMap(({ name, procedures }) => procedures.map((procedure) => `${name}.${procedure.name}`)),
    ),
  };
}

/** What every source file does to the bus; now, because payloads that it fires belong into `$defs`. */
function readAllTargets(context: TargetsContext): ReadonlyMap<string, FileTargets> {
  return new Map(
    [...context.graph.files].map(([path, code]) => {
      code.targets ??= readTargets(code, context);
      return [path, code.targets];
    }),
  );
}

function schemasOf(
  readings: readonly ApiReading[],
  listeners: readonly CheckedListener[],
): readonly (CheckedSchema | undefined)[] {
  return [
    ...readings.flatMap(({ api }) => [
      ...api.events.map(({ schema }) => schema),
      ...api.procedures.flatMap(({ schemas }) => [schemas?.params, schemas?.result]),
    ]),
    ...listeners.flatMap(({ events }) => events.map(({ schema }) => schema)),
  ];
}

function ownEventsOf(readings: readonly ApiReading[], checker: ts.TypeChecker): OwnEvents {
  const byName = new Map<string, OwnEvent>();
  const byField = new Map<ts.Node, OwnEvent[]>();
  for (const { api, eventFields } of readings) {
    if (api.name === undefined) continue;
    for (const { name, fifo, payload, schema } of api.events) {
      const event = `${api.name}.${name}`;
      byName.set(event, { event, fifo, payload, ...(schema && { schema }) });
    }
    for (const [field, name] of eventFields) {
      const event = byName.get(`${api.name}.${name}`);
      if (event === undefined) continue;
      for (const declared of declarationsOf(field, name, checker)) {
        byField.set(declared, [...new Set([...(byField.get(declared) ?? []), event])]);
      }
    }
  }
  return { byName, byField };
}

/**
 * Where a field is declared: by its class, and by the base classes and interfaces that this fills, for code that knows only
 * those uses it as well. A class may implement its own type.
 */
function declarationsOf(field: ts.Node, name: string, checker: ts.TypeChecker): ReadonlySet<ts.Node> {
  const found = new Set([field]);
  for (const { parent } of found) {
    if (!ts.isClassLike(parent)) continue;
    for (const type of parent.heritageClauses?.flatMap((clause) => clause.types) ?? []) {
      const above = checker.getPropertyOfType(checker.getTypeAtLocation(type), name);
      for (const declaration of above?.declarations ?? []) found.add(declaration);
    }
  }
  return found;
}

function reportSyntax(file: ts.SourceFile, checking: Checking): void {
  for (const diagnostic of checking.program.getSyntacticDiagnostics(file)) {
    checking.add({
      code: 'SYNTAX_ERROR',
      message: ts.flattenDiagnosticMessageText(diagnostic.messageText, ' '),
      hint: 'Correct the syntax; nothing in this file can be relied on before.',
      position: positionAt(file, diagnostic.start, checking.packageRoot),
      length: Math.max(1, diagnostic.length),
    });
  }
}

function reportUnreadable({ problems, configFile }: ProjectOptions, checking: Checking): void {
  for (const { messageText, file, start } of problems) {
    const shown = configFile === undefined ? 'tsconfig.json' : relative(checking.packageRoot, configFile);
    checking.add({
      code: 'TSCONFIG_INVALID',
      message: `${shown} cannot be read: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      hint: 'Correct the file; the build compiles types as it says.',
      ...(file === undefined || start === undefined ? {} : { position: positionAt(file, start, checking.packageRoot) }),
    });
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch (error) {
    // Bundlers also name modules that are no files.
    if (error instanceof Error && 'code' in error) return path;
    throw error;
  }
}
