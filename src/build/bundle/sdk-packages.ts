import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ImportKind, OnResolveArgs, Plugin } from 'esbuild';
import { packageDirectoryOf, packageOf } from '../packages/installed-package.ts';
import { type SideFiles, sideFiles } from './side-files.ts';

/** A module of the AWS SDK that user code imports, and that lies beside its bundle. */
export interface SdkModule {
  /** The name of its file, without `.mjs`: it holds the version. */
  readonly name: string;
  /** The module itself, absolute. */
  readonly file: string;
}

const folder = 'sdk';
const ownPlugin = 'lambdabus-sdk';
/** A client beside a bundle is loaded whole: one with more commands than this is cut to what is used, in the bundle. */
const mostCommands = 200;

/** Imports that name what they import; `require` gives an object, which the SDK's ES modules are not. */
const splittableKinds: ReadonlySet<ImportKind> = new Set(['import-statement', 'dynamic-import']);

/** Leaves the AWS SDK that user code imports out of bundles, and remembers what they are to have beside them. */
export interface SdkImports {
  readonly plugin: Plugin;
  /** The module that a bundle imports by a path, such as `./sdk/client-s3-3.1169.0.mjs`. */
  moduleOf(path: string): SdkModule | undefined;
}

/** Begins one bundling pass. */
export function sdkImports(): SdkImports {
  const modules = new Map<string, SdkModule>();
  const plugin: Plugin = {
    name: ownPlugin,
    setup(build) {
      build.onResolve({ filter: /^@(?:aws-sdk|smithy)\// }, async (args) => {
        if (args.pluginData === ownPlugin || !splittableKinds.has(args.kind) || isSdkFile(args.importer))
          return undefined;
        const { path: file, errors } = await build.resolve(args.path, resolution(args));
        if (errors.length > 0 || !canLieBeside(file)) return undefined;
        const name = fileNameOf(args.path, file);
        const path = `./${folder}/${name}.mjs`;
        // Two copies of one version are as one; which of them must not depend on which was found first.
        if (file < (modules.get(path)?.file ?? `${file}+`)) modules.set(path, { name, file });
        return { path, external: true, sideEffects: false };
      });
    },
  };
  return { plugin, moduleOf: (path) => modules.get(path) };
}

function resolution({ importer, namespace, resolveDir, kind }: OnResolveArgs) {
  return { importer, namespace, resolveDir, kind, pluginData: ownPlugin };
}

/** Whether a file is part of the AWS SDK. */
export function isSdkFile(file: string): boolean {
  return /[\\/]node_modules[\\/]@(?:aws-sdk|smithy)[\\/]/.test(file);
}

/** Whether a module of the SDK can be loaded as a whole: an ES module, of no client that is very large. */
function canLieBeside(file: string): boolean {
  if (!isSdkFile(file) || !/[\\/]dist-es[\\/]/.test(file)) return false;
  const commands = join(packageDirectoryOf(file) ?? '', 'dist-es', 'commands');
  return !existsSync(commands) || readdirSync(commands).length <= mostCommands;
}

/** `client-s3-3.1169.0` for `@aws-sdk/client-s3`, `smithy-core-cbor-3.2.0` for `@smithy/core/cbor`. */
function fileNameOf(specifier: string, file: string): string {
  const [scope = '', ...path] = specifier.split('/');
  return [...(scope === '@aws-sdk' ? [] : [scope.slice(1)]), ...path, packageOf(file)?.version ?? ''].join('-');
}

/**
 * Builds modules of the SDK that one function uses, together: what they share they share, as in node_modules. Functions
 * that use the same have the same files.
 */
export class SdkFiles {
  readonly #cacheRoot: string;
  readonly #packageRoot: string;
  readonly #built = new Map<string, Promise<SideFiles>>();

  constructor(cacheRoot: string, packageRoot: string) {
    this.#cacheRoot = cacheRoot;
    this.#packageRoot = packageRoot;
  }

  /** Builds what a function has beside it; the same modules are built once. */
  async build(modules: readonly SdkModule[]): Promise<SideFiles> {
    const key = modules.map(({ file }) => file).join('\n');
    const known = this.#built.get(key);
    if (known !== undefined) return known;
    const building = sideFiles({
      cacheRoot: this.#cacheRoot,
      kind: 'sdk',
      workingDirectory: this.#packageRoot,
      // As in bundles: code asks whether `error.name` is `ResourceNotFoundException.name`.
      keepNames: true,
      entries: Object.fromEntries(
        modules.map(({ name, file }) => [
          name,
          { source: `export * from ${JSON.stringify(file)};`, resolveDir: dirname(file) },
        ]),
      ),
    });
    this.#built.set(key, building);
    return building;
  }
}
