import { isNodeModule, isPackageModule, type ModuleGraph } from './module-graph.ts';
import type { ImportedBinding } from './quiet.ts';

/** What must hold for making a value with something imported to change nothing else. */
export type MakerRule =
  | 'quiet'
  | 'loud'
  /** Quiet where nothing that stays shares a module with this one: the two might share state. */
  | { readonly apartFrom: string };

const quietNodeModules = new Set(['buffer', 'crypto', 'os', 'path', 'string_decoder', 'url', 'util']);
const quietFileReads = /^(?:exists|lstat|read|stat)/;

/**
 * Tells what making a value with something imported may do besides. Code of the service's own is never taken for
 * quiet. A class of a package that says `sideEffects: false` is, as `new S3Client({})`; a function of it, such as zod's
 * `object`, and a class of any other package are where what stays holds none of their modules.
 */
export function makerRule(
  graph: ModuleGraph,
  importer: string,
  { specifier, name }: ImportedBinding,
  how: 'new' | 'call',
): MakerRule {
  if (specifier === 'lambdabus') return name === 'registry' ? 'loud' : 'quiet';
  if (isNodeModule(specifier)) return isQuietNodeMaker(specifier, name, how) ? 'quiet' : 'loud';
  const module = graph.resolve(importer, specifier);
  if (module === undefined || !isPackageModule(module)) return 'loud';
  // `DynamoDBDocumentClient.from(…)` is on top of most modules that use DynamoDB, and its package does not say what it is.
  if (/[\\/]node_modules[\\/]@aws-sdk[\\/]lib-dynamodb[\\/]/.test(module)) return 'quiet';
  if (!graph.isPure(module)) return how === 'new' ? { apartFrom: module } : 'loud';
  return how === 'new' ? 'quiet' : { apartFrom: module };
}

function isQuietNodeMaker(specifier: string, name: string, how: 'new' | 'call'): boolean {
  const module = specifier.replace(/^node:/, '');
  if (how === 'new') return true;
  return quietNodeModules.has(module) || (module === 'fs' && quietFileReads.test(name));
}

/** Whether two sets have a member in common. */
export function overlaps(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const member of some) if (others.has(member)) return true;
  return false;
}
