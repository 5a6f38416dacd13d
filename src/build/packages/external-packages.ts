import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findPackage, type InstalledPackage } from './installed-package.ts';
import type { PackageProblem } from './package-problem.ts';
import { isFor, isNamedFor, type Platform, platformName, platformOfBinary } from './platform.ts';

/** Packages that a function loads from its own node_modules. */
export interface ExternalPackages {
  /** Contents by path in the bundle's directory, `node_modules/…`. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** The paths of those that are programs. */
  readonly programs: readonly string[];
  /** Whether there is native code in them. */
  readonly isNative: boolean;
  /** The absolute paths of what was read. */
  readonly inputs: readonly string[];
  readonly problems: readonly PackageProblem[];
}

/** A package and the directory that it gets, `node_modules/a` or `node_modules/a/node_modules/b`. */
interface Placed {
  readonly installed: InstalledPackage;
  readonly path: string;
}

/**
 * Collects packages with what they depend on, for one platform, as Node will look for them: each beside the others,
 * and below the package that asks for it where another version is there already.
 */
export function collectExternalPackages(
  names: readonly string[],
  { packageRoot, platform }: { readonly packageRoot: string; readonly platform: Platform },
): ExternalPackages {
  const placed = new Map<string, InstalledPackage>();
  const pending: Placed[] = [];
  const problems: PackageProblem[] = [];
  const place = (installed: InstalledPackage, above: string): void => {
    const found = lookUp(placed, installed.name, above);
    if (found?.directory === installed.directory) return;
    const path = `${found === undefined ? '' : `${above}/`}node_modules/${installed.name}`;
    placed.set(path, installed);
    pending.push({ installed, path });
  };

  for (const name of names) {
    const installed = findPackage(name, packageRoot);
    if (installed === undefined) problems.push(notInstalled(name));
    else place(installed, '');
  }
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    const { installed, path } = next;
    for (const name of installed.dependencies) {
      const dependency = findPackage(name, installed.directory);
      if (dependency === undefined) problems.push(notInstalled(name, installed.name));
      else if (isFor(dependency, platform)) place(dependency, path);
    }
    const missing: string[] = [];
    for (const name of installed.optionalDependencies) {
      const dependency = findPackage(name, installed.directory);
      if (dependency !== undefined && isFor(dependency, platform)) place(dependency, path);
      else if (dependency === undefined && isNamedFor(name, platform)) missing.push(name);
    }
    if (missing.length > 0) problems.push(platformMissing(installed, missing, platform));
  }

  const files = new Map<string, Uint8Array>();
  const programs: string[] = [];
  const inputs: string[] = [];
  let isNative = false;
  for (const [path, installed] of placed) {
    const compiled: string[] = [];
    for (const file of filesIn(installed.directory)) {
      const source = join(installed.directory, file);
      inputs.push(source);
      if (file.endsWith('.node')) {
        isNative = true;
        compiled.push(source);
        if (!runsOn(source, platform)) continue;
      }
      files.set(`${path}/${file}`, readFileSync(source));
      if (isProgram(source)) programs.push(`${path}/${file}`);
    }
    if (compiled.length > 0 && !compiled.some((source) => runsOn(source, platform))) {
      problems.push(wrongPlatform(installed, compiled, platform));
    }
  }
  return { files, programs, isNative, inputs, problems };
}

/** What Node finds by a name, from a directory upwards. */
function lookUp(
  placed: ReadonlyMap<string, InstalledPackage>,
  name: string,
  from: string,
): InstalledPackage | undefined {
  for (let above = from; ; above = above.slice(0, Math.max(0, above.lastIndexOf('/node_modules/')))) {
    const found = placed.get(`${above === '' ? '' : `${above}/`}node_modules/${name}`);
    if (found !== undefined) return found;
    if (above === '') return undefined;
  }
}

/** The files of a package without those of packages inside of it, by path with `/`, in a fixed order. */
function filesIn(directory: string, folder = ''): readonly string[] {
  return readdirSync(join(directory, folder), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return path === 'node_modules' ? [] : filesIn(directory, path);
      return entry.isFile() ? [path] : [];
    });
}

function runsOn(file: string, { os, cpu }: Platform): boolean {
  const made = platformOfBinary(file);
  return made === undefined || (made.os === os && (made.cpu === cpu || made.cpu === 'universal'));
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // That is how access() says no.
    return false;
  }
}

function notInstalled(name: string, by?: string): PackageProblem {
  return {
    option: 'external',
    value: by ?? name,
    code: 'EXTERNAL_NOT_FOUND',
    message:
      by === undefined
        ? `The package "${name}" is named by the option "external", but is not installed.`
        : `The package ${by}, which the option "external" keeps out of bundles, needs the package "${name}", which is not installed.`,
    hint: `Install it: npm install ${by ?? name}`,
  };
}

function installCommand({ name, version }: InstalledPackage, { os, cpu, libc }: Platform): string {
  return `npm install --os=${os} --cpu=${cpu}${libc === undefined ? '' : ` --libc=${libc}`} ${name}@${version}`;
}

function platformMissing(installed: InstalledPackage, missing: readonly string[], platform: Platform): PackageProblem {
  return {
    option: 'external',
    value: installed.name,
    code: 'EXTERNAL_NOT_FOR_PLATFORM',
    message: `The package ${installed.name} needs ${missing.join(' and ')} to run on ${platformName(platform)}, which is not installed: npm installs native packages for the machine that it runs on.`,
    hint: `Install it as well: ${installCommand(installed, platform)}. Or let the function run on this machine's processor by the option "architecture".`,
  };
}

function wrongPlatform(installed: InstalledPackage, files: readonly string[], platform: Platform): PackageProblem {
  const made = new Set(
    files.flatMap((file) => platformOfBinary(file) ?? []).map(({ os, cpu }) => platformName({ os, cpu })),
  );
  return {
    option: 'external',
    value: installed.name,
    code: 'EXTERNAL_NOT_FOR_PLATFORM',
    message: `The native code of the package ${installed.name} is made for ${[...made].join(' and ')}, but the function runs on ${platformName(platform)}.`,
    hint: `Install it for that: ${installCommand(installed, platform)}. If it is compiled while it is installed, install it on such a machine, as in CI. Or set the option "architecture".`,
  };
}
