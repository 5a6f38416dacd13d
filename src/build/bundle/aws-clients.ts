import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import type { Metafile } from 'esbuild';
import { stampOfFile } from '../cache/file-stamp.ts';
import { hashOf, type OutputFile } from '../output-directory.ts';
import { awsSchemaPlugin } from './aws-schema-plugin.ts';
import { loadBundler } from './bundler.ts';
import { awsPackages } from './library-plugin.ts';

/** The AWS clients as files that lie beside bundles. */
export interface AwsClients {
  /** The files that a client needs, itself included, by their names in `aws/`. */
  filesOf(client: AwsClientName): ReadonlyMap<string, OutputFile>;
  /** What they were made from. */
  readonly inputs: readonly string[];
}

/** A client that bundles may have beside them. */
export type AwsClientName = keyof typeof exportsOf;

/**
 * What the library's adapters take from each client. Only that is built: a client's other commands are most of its
 * bytes. A test holds this list and the adapters together.
 */
export const exportsOf = {
  lambda: ['LambdaClient', 'InvokeCommand'],
  sns: ['SNSClient', 'PublishBatchCommand'],
  sqs: ['SQSClient', 'SendMessageCommand'],
} as const;

interface CacheIndex {
  /** Every file that was read, to see whether it is still the same. */
  readonly inputs: readonly (readonly [file: string, size: number, modifiedMs: number])[];
  /** The hash of each file, to see whether it is still as it was built. */
  readonly files: Readonly<Record<string, string>>;
  /** The names of the files of each client. */
  readonly clients: Readonly<Record<AwsClientName, readonly string[]>>;
}

const indexFile = 'index.json';
/** Counts up with the form of the index, and with how the clients are built. */
const indexVersion = 3;
const clientNames: readonly AwsClientName[] = ['lambda', 'sns', 'sqs'];

/**
 * Builds the AWS clients once, with code splitting, from the SDK that the library depends on, and keeps them in a
 * cache. They change only with the SDK or esbuild, so the functions that hold them keep their bytes from build to build.
 */
export async function awsClients(cacheRoot: string): Promise<AwsClients> {
  const { build, version } = await loadBundler();
  const require = createRequire(import.meta.url);
  const sdkRoot = nodeModulesOf(require.resolve('@aws-sdk/client-lambda'));
  const key = createHash('sha256')
    .update(JSON.stringify([indexVersion, sdkRoot, version, exportsOf]))
    .digest('hex')
    .slice(0, 16);
  const directory = join(cacheRoot, `aws-${key}`);
  const cached = readIndex(directory);
  if (cached !== undefined) return fromDirectory(directory, cached);

  // Not in place: another build may be reading the directory, or making it.
  const fresh = join(cacheRoot, `aws-${key}-${randomUUID()}`);
  const { metafile } = await build({
    absWorkingDir: sdkRoot,
    entryPoints: clientNames.map((client) => ({ in: `lambdabus-aws:${client}`, out: client })),
    outdir: fresh,
    outExtension: { '.js': '.mjs' },
    chunkNames: 'chunk-[hash]',
    metafile: true,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
    plugins: [
      awsSchemaPlugin(),
      {
        name: 'lambdabus-aws',
        setup(context) {
          const namespace = 'lambdabus-aws';
          context.onResolve({ filter: /^lambdabus-aws:/ }, ({ path }) => ({
            path: path.split(':')[1] ?? '',
            namespace,
          }));
          context.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
            contents: clientEntry(path),
            resolveDir: dirname(require.resolve('@aws-sdk/client-lambda')),
          }));
        },
      },
    ],
  });
  const index = indexOf(metafile, sdkRoot, fresh);
  writeFileSync(join(fresh, indexFile), JSON.stringify(index));
  return fromDirectory(install(fresh, directory), index);
}

function clientEntry(client: string): string {
  const [specifier] = Object.entries(awsPackages).find(([, name]) => name === client) ?? [];
  const names = client in exportsOf ? exportsOf[client as AwsClientName] : [];
  return `export { ${names.join(', ')} } from ${JSON.stringify(specifier)};`;
}

/** The directory that holds the node_modules in which a file lies. */
function nodeModulesOf(file: string): string {
  return file.slice(0, file.replaceAll('\\', '/').lastIndexOf('/node_modules/'));
}

function indexOf({ inputs, outputs }: Metafile, workingDirectory: string, directory: string): CacheIndex {
  const read = Object.keys(inputs)
    .filter((input) => !input.startsWith('lambdabus-aws:') && !input.startsWith('(disabled):'))
    .map((input) => resolve(workingDirectory, input));
  const names = new Map(Object.keys(outputs).map((path) => [path, basename(path)]));
  const closure = (start: string): readonly string[] => {
    const reached = new Set([start]);
    for (const path of reached) {
      for (const target of outputs[path]?.imports ?? []) {
        if (target.external !== true) reached.add(target.path);
      }
    }
    return [...reached].map((path) => names.get(path) ?? basename(path)).sort();
  };
  const startOf = (client: string): string => [...names].find(([, name]) => name === `${client}.mjs`)?.[0] ?? client;
  return {
    inputs: read.map((file) => {
      const { size, mtimeMs } = statSync(file);
      return [file, size, mtimeMs] as const;
    }),
    files: Object.fromEntries([...names.values()].map((name) => [name, hashOf(readFileSync(join(directory, name)))])),
    clients: {
      lambda: closure(startOf('lambda')),
      sns: closure(startOf('sns')),
      sqs: closure(startOf('sqs')),
    },
  };
}

function readIndex(directory: string): CacheIndex | undefined {
  const file = join(directory, indexFile);
  if (!existsSync(file)) return undefined;
  const index = parseIndex(readFileSync(file, 'utf8'));
  if (index === undefined) return undefined;
  const isSame = index.inputs.every(([input, size, modifiedMs]) => {
    const found = statSync(input, { throwIfNoEntry: false });
    return found?.size === size && found.mtimeMs === modifiedMs;
  });
  const isWhole = Object.entries(index.files).every(([name, content]) => {
    const path = join(directory, name);
    return existsSync(path) && hashOf(readFileSync(path)) === content;
  });
  return isSame && isWhole ? index : undefined;
}

function parseIndex(text: string): CacheIndex | undefined {
  try {
    // Written by indexOf, under a name that says which version of it.
    return JSON.parse(text) as CacheIndex;
  } catch (error) {
    // What is damaged is built again.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Puts a finished directory in its place; when another build was faster, its directory serves as well. */
function install(fresh: string, directory: string): string {
  if (readIndex(directory) === undefined) rmSync(directory, { recursive: true, force: true });
  try {
    renameSync(fresh, directory);
  } catch (error) {
    if (readIndex(directory) === undefined) throw error;
    rmSync(fresh, { recursive: true, force: true });
  }
  return directory;
}

function fromDirectory(directory: string, { clients, inputs }: CacheIndex): AwsClients {
  // All at once: a build that finds the SDK changed replaces the directory.
  const contents = new Map(
    [...new Set(Object.values(clients).flat())].map((name): readonly [string, OutputFile] => {
      const file = join(directory, name);
      const stamp = stampOfFile(file);
      return [name, { content: readFileSync(file), original: stamp && { file, stamp } }];
    }),
  );
  return {
    inputs: inputs.map(([file]) => file),
    filesOf: (client) => new Map([...contents].filter(([name]) => clients[client].includes(name))),
  };
}
