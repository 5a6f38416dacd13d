import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { closestName } from '../definition/did-you-mean.ts';
import { servicePattern } from '../definition/index.ts';
import { BuildError } from './build-error.ts';
import type { Diagnostic } from './diagnostic.ts';

/** Which service a build is of, and where it reads and writes. */
export interface Service {
  readonly name: string;
  /** The bus module, absolute. */
  readonly busModule: string;
  /** The directory of the nearest package.json at or above the bus module. */
  readonly packageRoot: string;
  /** Where the manifest and the bundles go, absolute. */
  readonly outDir: string;
  /** How large the code of a function should be at most, unless its options say otherwise. */
  readonly bundleBudgetKb: number;
}

/** What the caller of the build may say about its service. */
export interface ServiceOptions {
  readonly service?: string | undefined;
  readonly outDir?: string | undefined;
}

const moduleExtensions: readonly string[] = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx'];
const defaultBundleBudgetKb = 1000;
const servicePatternShown = '[a-z][a-z0-9]*(-[a-z0-9]+)*';

/**
 * Finds the service that a bus module belongs to.
 * @throws BuildError when there is no bus module, no package.json, or no fitting name.
 */
export function resolveService(path: string, options: ServiceOptions, cwd: string = process.cwd()): Service {
  const { busModule, packageFile } = locateService(path, cwd);
  const packageRoot = dirname(packageFile);
  return {
    name: serviceName(packageFile, options.service),
    busModule,
    packageRoot,
    outDir: options.outDir === undefined ? join(packageRoot, '.lambdabus') : resolve(cwd, options.outDir),
    bundleBudgetKb: bundleBudget(packageFile),
  };
}

/**
 * Finds a bus module and the package.json that it belongs to, whatever that says.
 * @throws BuildError `BUS_MODULE_NOT_FOUND`, `BUS_MODULE_INVALID`, `PACKAGE_NOT_FOUND`
 */
export function locateService(
  path: string,
  cwd: string = process.cwd(),
): { readonly busModule: string; readonly packageFile: string } {
  const busModule = findBusModule(resolve(cwd, path), cwd);
  return { busModule, packageFile: findPackageFile(busModule) };
}

function findBusModule(path: string, cwd: string): string {
  const candidates = basename(path) === 'bus.ts' ? [path, join(dirname(path), 'bus', 'index.ts')] : [path];
  const found = candidates.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  // The bundler and the compiler name modules by where they truly lie.
  if (found !== undefined) return assertModule(realpathSync(found), cwd);
  const shown = relative(cwd, path) || path;
  const isDirectory = existsSync(path);
  throw refusal(
    {
      code: 'BUS_MODULE_NOT_FOUND',
      message: isDirectory
        ? `${shown} is a directory, not a bus module.`
        : `There is no bus module at ${candidates.map((candidate) => relative(cwd, candidate)).join(' or ')}.`,
      hint: `${likelyBusModule(path, cwd)}Give the file whose exports are on the bus, such as bus.ts or bus/index.ts; paths are taken from ${cwd}.`,
    },
    cwd,
  );
}

/** Anything else exports nothing, and a service without functions would be deployed. */
function assertModule(file: string, cwd: string): string {
  const isDeclaration = /\.d\.[cm]?ts$/.test(file);
  if (moduleExtensions.includes(extname(file)) && !isDeclaration) return file;
  const kind = isDeclaration
    ? 'is a declaration file: it has types, and no code.'
    : `is no module of TypeScript or JavaScript.`;
  throw refusal(
    {
      code: 'BUS_MODULE_INVALID',
      message: `${relative(cwd, file)} ${kind}`,
      hint: `${likelyBusModule(file, cwd)}Give the file whose exports are on the bus, such as bus.ts or bus/index.ts; it ends in one of ${moduleExtensions.join(', ')}.`,
    },
    cwd,
  );
}

/** Where the bus module may be instead. */
function likelyBusModule(path: string, cwd: string): string {
  const directory = existsSync(path) && statSync(path).isDirectory() ? path : dirname(path);
  const usual = ['bus.ts', 'bus.mts', 'bus.js', 'bus.mjs', 'index.ts'];
  const places = [directory, join(directory, 'bus'), join(directory, 'src'), join(directory, 'src', 'bus')];
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const closest = existsSync(path) ? undefined : closestName(basename(path), names);
  const likely = [
    ...(closest === undefined ? [] : [join(directory, closest)]),
    ...places.flatMap((place) => usual.map((name) => join(place, name))),
  ];
  const found = likely.find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
  return found === undefined ? '' : `Did you mean ${relative(cwd, found)}? `;
}

function findPackageFile(busModule: string): string {
  for (let directory = dirname(busModule); ; directory = dirname(directory)) {
    const candidate = join(directory, 'package.json');
    if (existsSync(candidate)) return candidate;
    if (directory !== dirname(directory)) continue;
    throw refusal(
      {
        code: 'PACKAGE_NOT_FOUND',
        message: `There is no package.json at or above ${dirname(busModule)}.`,
        hint: 'A service belongs to a package: run npm init beside the bus module.',
      },
      dirname(busModule),
    );
  }
}

function serviceName(packageFile: string, option: string | undefined): string {
  const root = dirname(packageFile);
  if (option !== undefined) return checkedName(option, 'the option "service"', root);
  const content = readPackage(packageFile);
  const own = content['lambdabus'];
  if (typeof own === 'object' && own !== null && 'service' in own) {
    return checkedName(own.service, '"lambdabus.service" of package.json', root);
  }
  const name = content['name'];
  if (typeof name !== 'string' || name === '') {
    throw refusal(
      {
        code: 'SERVICE_NAME_MISSING',
        message: 'package.json has no name, so the service has none.',
        hint: 'Write "lambdabus": { "service": "support" } into package.json, or pass the option "service".',
        position: { file: 'package.json', line: 1, column: 1 },
      },
      root,
    );
  }
  return checkedName(name.replace(/^@[^/]*\//, ''), '"name" of package.json, without its scope', root);
}

function bundleBudget(packageFile: string): number {
  const own = readPackage(packageFile)['lambdabus'];
  if (typeof own !== 'object' || own === null || !('bundleBudget' in own)) return defaultBundleBudgetKb;
  const { bundleBudget: budget } = own;
  if (typeof budget === 'number' && budget > 0) return budget;
  throw refusal(
    {
      code: 'OPTION_INVALID',
      message: `"lambdabus.bundleBudget" of package.json is ${JSON.stringify(budget)}; it must be a number of kB above 0.`,
      hint: 'Correct the value, or leave it out.',
    },
    dirname(packageFile),
  );
}

function readPackage(packageFile: string): Readonly<Record<string, unknown>> {
  try {
    const content: unknown = JSON.parse(readFileSync(packageFile, 'utf8'));
    // Checked here: anything but an object has no members to read.
    if (typeof content === 'object' && content !== null) return content as Readonly<Record<string, unknown>>;
    throw new SyntaxError('it is no object');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refusal(
      {
        code: 'PACKAGE_INVALID',
        message: `package.json cannot be read: ${error.message}.`,
        hint: 'Correct the JSON.',
        position: { file: 'package.json', line: 1, column: 1 },
      },
      dirname(packageFile),
    );
  }
}

function checkedName(name: unknown, origin: string, packageRoot: string): string {
  if (typeof name === 'string' && servicePattern.test(name)) return name;
  throw refusal(
    {
      code: 'SERVICE_NAME_INVALID',
      message: `The service's name is ${JSON.stringify(name)}, from ${origin}; it must match ${servicePatternShown}.`,
      hint: `Write "lambdabus": { "service": "${likelyName(name)}" } into package.json, or pass --service ${likelyName(name)}.`,
    },
    packageRoot,
  );
}

/** A name that is allowed, made of one that is not. */
function likelyName(name: unknown): string {
  const words = String(name)
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean)
    .join('-');
  return servicePattern.test(words) ? words : 'support';
}

function refusal(diagnostic: Diagnostic, packageRoot: string): BuildError {
  return new BuildError([diagnostic], packageRoot);
}
