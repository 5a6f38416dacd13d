import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Metafile } from 'esbuild';
import { isSdkFile } from '../bundle/sdk-packages.ts';
import type { SideFiles } from '../bundle/side-files.ts';
import type { ObservedReads } from '../load/observed-reads.ts';
import type { PackagedFiles } from '../packages/package-function.ts';
import type { Service } from '../service.ts';
import type { CheckedBus } from '../types/checked-bus.ts';
import { addInputs, addName, type BuildInputs, createInputs } from './build-inputs.ts';
import { addBundlerInputs } from './bundler-inputs.ts';
import { addLibraryInputs } from './library-inputs.ts';

/** What the steps of a build have read. */
export interface BuildReads {
  readonly checked: Pick<CheckedBus, 'inputs'>;
  readonly reads: ObservedReads;
  readonly modules: readonly Metafile['inputs'][];
  /** What was built once, and put beside bundles. */
  readonly sideFiles: readonly SideFiles[];
  /** What was copied into bundles. */
  readonly packaged: readonly PackagedFiles[];
}

/** Everything on disk that the result of a build depends on. */
export async function inputsOf({ packageRoot, outDir }: Service, steps: BuildReads): Promise<BuildInputs> {
  const inputs = createInputs();
  addInputs(inputs, steps.checked.inputs);
  for (const modules of steps.modules) addBundlerInputs(inputs, modules, packageRoot);
  await addExtendedConfigs(inputs, steps.checked.inputs);
  for (const file of steps.reads.files) {
    // What lies beside the bundle that was loaded is gone, and was never there for the user. The SDK's own modules are
    // known by its packages' versions.
    if (!file.startsWith(outDir) && !isSdkFile(file)) inputs.settings.add(file);
  }
  for (const made of steps.sideFiles) {
    for (const file of made.inputs) inputs.settings.add(file);
  }
  for (const { inputs: files, searched } of steps.packaged) {
    for (const file of files) inputs.settings.add(file);
    for (const directory of searched) addName(inputs, directory, '*');
  }
  addLibraryInputs(inputs);
  return inputs;
}

/** The bundler heeds the tsconfig.json nearest to each module, the compiler that of the bus module. */
async function addExtendedConfigs(inputs: BuildInputs, known: BuildInputs): Promise<void> {
  const others = [...inputs.settings].filter(
    (file) =>
      /^[jt]sconfig\.json$/.test(basename(file)) && !known.settings.has(file) && existsSync(file) && mayExtend(file),
  );
  if (others.length === 0) return;
  // Not all that reads types: that is loaded in a process of its own.
  const { addConfigInputs } = await import('../types/project-options.ts');
  for (const file of others) addConfigInputs(file, inputs);
}

/** Whether a tsconfig.json may name another: to tell for certain takes the compiler, which takes time to load. */
function mayExtend(file: string): boolean {
  return readFileSync(file, 'utf8').includes('extends');
}
