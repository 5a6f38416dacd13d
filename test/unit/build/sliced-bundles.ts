import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import {
  type BundledFunction,
  bundleFunctions,
  type FunctionSource,
} from '../../../src/build/bundle/bundle-functions.ts';
import { libraryPlugin } from '../../../src/build/bundle/library-plugin.ts';
import { createSlicer } from '../../../src/build/slice/index.ts';
import { readModuleGraph } from '../../../src/build/slice/module-graph.ts';
import { temporaryService } from './temporary-service.ts';

/** A function's bundle made twice, with what it does not use and without, and run. */
export interface BothWays {
  readonly root: string;
  readonly whole: BundledFunction;
  readonly cut: BundledFunction;
  /** What the procedure answers, each bundle loaded afresh. */
  readonly answers: { readonly whole: unknown; readonly cut: unknown };
}

/** Bundles the procedure `a` of TestApi in apis.ts both ways, and runs it. */
export async function bundleBothWays(
  files: Readonly<Record<string, string>>,
  options: { readonly exportName?: string; readonly sourceMaps?: boolean } = {},
): Promise<BothWays> {
  const root = temporaryService({ 'bus.ts': `export * from './apis.ts';`, ...files });
  const file = join(root, 'apis.ts');
  const exportName = options.exportName ?? 'TestApi';
  const source: FunctionSource = {
    name: 'test.a',
    entry: (cut) => `import { ${exportName} as Api } from ${JSON.stringify(cut?.path ?? file)};
export const handler = async (params) => { const api = new Api(); await api.start(); return api.a(params); };`,
    uses: { file, exportName, member: 'a', besides: [] },
  };
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'bus.ts')],
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    outdir: root,
    plugins: [libraryPlugin()],
  });
  const settings = { packageRoot: root, sourceMaps: options.sourceMaps ?? false, external: [] };
  const slicer = createSlicer(readModuleGraph(metafile, root));
  const whole = bundled(await bundleFunctions([source], settings));
  const cut = bundled(await bundleFunctions([source], { ...settings, slicer }));
  return { root, whole, cut, answers: { whole: await run(root, whole), cut: await run(root, cut) } };
}

function bundled({ functions }: Awaited<ReturnType<typeof bundleFunctions>>): BundledFunction {
  const found = functions.get('test.a');
  if (found === undefined) throw new Error('There is no bundle.');
  return found;
}

/** Loads a bundle and runs its procedure; what that throws is its answer. */
async function run(root: string, { code }: BundledFunction): Promise<unknown> {
  const file = join(root, `${randomUUID()}.mjs`);
  writeFileSync(file, code);
  const { handler }: { readonly handler: (params: unknown) => Promise<unknown> } = await import(
    pathToFileURL(file).href
  );
  try {
    return await handler({});
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { thrown: `${error.name}: ${error.message}` };
  }
}
