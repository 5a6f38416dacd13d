import { collectAssets } from './asset-files.ts';
import { collectExternalPackages, type ExternalPackages } from './external-packages.ts';
import type { PackageProblem } from './package-problem.ts';
import { lambdaPlatform, type Platform, platformName, thisPlatform } from './platform.ts';

/** What to copy into a function's bundle. */
export interface PackagedFunction {
  /** The packages that its code imports from its node_modules. */
  readonly external: readonly string[];
  readonly assets: readonly string[];
  readonly architecture?: 'arm64' | 'x86_64' | undefined;
}

/** What is copied into a function's bundle. */
export interface PackagedFiles {
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The paths of those that are programs. */
  readonly programs: readonly string[];
  /** What native code in it is made for; undefined where there is none. */
  readonly platform?: string | undefined;
  /** The absolute paths of what was read. */
  readonly inputs: readonly string[];
  /** The absolute paths of the directories in which files were looked for. */
  readonly searched: readonly string[];
  readonly problems: readonly PackageProblem[];
}

/** Copies packages and files into bundles, and reads each package once for a build. */
export interface Packager {
  package(fn: PackagedFunction): PackagedFiles;
}

/** Makes a packager for functions as they run in Lambda, or on this machine. */
export function createPackager(packageRoot: string, runsOn: 'lambda' | 'this machine'): Packager {
  const known = new Map<string, ExternalPackages>();
  const collect = (names: readonly string[], platform: Platform): ExternalPackages => {
    const key = JSON.stringify([names, platform]);
    const found = known.get(key) ?? collectExternalPackages(names, { packageRoot, platform });
    known.set(key, found);
    return found;
  };

  return {
    package({ external, assets, architecture }) {
      const platform = runsOn === 'lambda' ? lambdaPlatform(architecture) : thisPlatform();
      const packages = collect(external, platform);
      const own = collectAssets(assets, packageRoot);
      return {
        files: new Map([...packages.files, ...own.files]),
        programs: packages.programs,
        ...(packages.isNative ? { platform: platformName(platform) } : {}),
        inputs: [...packages.inputs, ...own.inputs],
        searched: own.searched,
        problems: [...packages.problems, ...own.problems],
      };
    },
  };
}
