import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package as it lies in node_modules. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  /** Absolute, without symbolic links. */
  readonly directory: string;
  readonly dependencies: readonly string[];
  readonly optionalDependencies: readonly string[];
  /** The systems, processors and C libraries that it says it is for; empty for all. */
  readonly os: readonly string[];
  readonly cpu: readonly string[];
  readonly libc: readonly string[];
  /** Whether it holds native code, or packages for single platforms do that it needs. */
  readonly isNative: boolean;
}

const known = new Map<string, { readonly text: string; readonly installed: InstalledPackage }>();
const nativeBuilders = ['node-gyp-build', 'bindings', 'prebuild-install', 'node-pre-gyp', '@mapbox/node-pre-gyp'];
const platformName = /(?:linux|darwin|win32|windows)[-_.]?(?:[a-z]+[-_.])*(?:x64|x86_64|amd64|arm64|aarch64)/;

/** The package that code in a directory gets by its name, as Node looks it up. */
export function findPackage(name: string, from: string): InstalledPackage | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const place = join(directory, 'node_modules', name);
    if (existsSync(join(place, 'package.json'))) return readPackage(realpathSync(place));
    if (directory === dirname(directory)) return undefined;
  }
}

/** The directory of the package that a file in node_modules belongs to. */
export function packageDirectoryOf(file: string): string | undefined {
  return /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0];
}

/** The package that a file in node_modules belongs to. */
export function packageOf(file: string): InstalledPackage | undefined {
  const directory = packageDirectoryOf(file);
  if (directory === undefined || !existsSync(join(directory, 'package.json'))) return undefined;
  return readPackage(directory);
}

function readPackage(directory: string): InstalledPackage {
  const text = readFileSync(join(directory, 'package.json'), 'utf8');
  const remembered = known.get(directory);
  if (remembered?.text === text) return remembered.installed;
  const content: PackageJson = JSON.parse(text);
  const dependencies = Object.keys(content.dependencies ?? {});
  const optionalDependencies = Object.keys(content.optionalDependencies ?? {});
  const installed = {
    name: content.name ?? '',
    version: content.version ?? '',
    directory,
    dependencies: dependencies.filter((name) => !optionalDependencies.includes(name)),
    optionalDependencies,
    os: content.os ?? [],
    cpu: content.cpu ?? [],
    libc: content.libc ?? [],
    isNative:
      content.gypfile === true ||
      existsSync(join(directory, 'binding.gyp')) ||
      existsSync(join(directory, 'prebuilds')) ||
      dependencies.some((name) => nativeBuilders.includes(name)) ||
      optionalDependencies.some((name) => platformName.test(name)),
  };
  known.set(directory, { text, installed });
  return installed;
}

/** What is read of a package.json; npm has checked it. */
interface PackageJson {
  readonly name?: string;
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly gypfile?: boolean;
}
