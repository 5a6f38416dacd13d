import { dirname, join } from 'node:path';
import type { BuildInputs } from '../cache/build-inputs.ts';
import { ts } from './compiler.ts';
import { createRecordingSystem, type RecordingSystem } from './recording-system.ts';

/** How a project is compiled, as far as reading its types goes. */
export interface ProjectOptions {
  readonly options: ts.CompilerOptions;
  /** Declaration files that the tsconfig includes: they may declare globals. */
  readonly ambientFiles: readonly string[];
  /** The tsconfig that was read. */
  readonly configFile: string | undefined;
  /** What makes the tsconfig unreadable; options that this compiler does not know are no reason. */
  readonly problems: readonly ts.Diagnostic[];
}

/** Whatever the user's tsconfig says: types are read as they are written, and nothing is emitted. */
const forced: ts.CompilerOptions = {
  noEmit: true,
  allowImportingTsExtensions: true,
  allowJs: true,
  checkJs: false,
  skipLibCheck: true,
  strictNullChecks: true,
  composite: false,
  incremental: false,
  noLib: false,
  // What a file declares to others is compared from build to build.
  stripInternal: false,
  outFile: undefined,
};

const extendedConfigMissing = new Set([5083, 6053]);

/** Reads the nearest tsconfig.json at or above the bus module; without one, what a new project would write. */
export function readProjectOptions(busModule: string, system: RecordingSystem): ProjectOptions {
  const directory = dirname(busModule);
  const configFile = ts.findConfigFile(directory, system.fileExists);
  if (configFile === undefined) {
    return { options: defaultOptions(directory, system), ambientFiles: [], configFile: undefined, problems: [] };
  }
  const { config, error } = ts.readConfigFile(configFile, system.readFile);
  const parsed = ts.parseJsonConfigFileContent(config ?? {}, system, dirname(configFile), undefined, configFile);
  return {
    options: { ...parsed.options, ...forced },
    ambientFiles: parsed.fileNames.filter((file) => /\.d\.[cm]?ts$/.test(file)),
    configFile,
    problems: [
      ...(error === undefined ? [] : [error]),
      ...parsed.errors.filter(({ code }) => extendedConfigMissing.has(code)),
    ],
  };
}

function defaultOptions(directory: string, system: RecordingSystem): ts.CompilerOptions {
  return {
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
    // Node's types declare what a service uses of the web platform; lib.dom would be parsed for nothing.
    ...(hasNodeTypes(directory, system) ? { types: ['node'], lib: ['lib.es2024.d.ts'] } : { types: [] }),
    ...forced,
  };
}

function hasNodeTypes(directory: string, system: RecordingSystem): boolean {
  for (let at = directory; ; at = dirname(at)) {
    if (system.directoryExists(join(at, 'node_modules', '@types', 'node'))) return true;
    if (at === dirname(at)) return false;
  }
}

/** Adds the tsconfig files that one extends. */
export function addConfigInputs(configFile: string, inputs: BuildInputs): void {
  const system = createRecordingSystem(inputs);
  const { config } = ts.readConfigFile(configFile, system.readFile);
  const withoutFiles = { ...system, readDirectory: () => [] };
  ts.parseJsonConfigFileContent(config ?? {}, withoutFiles, dirname(configFile), undefined, configFile);
}
