import childProcess from 'node:child_process';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What user code looked at outside of its modules while it was loaded: whether a build is still good depends on it. */
export interface ObservedReads {
  /** Variables of the environment; `all` when it was listed. */
  readonly environment: readonly string[] | 'all';
  /** Files and directories, absolute. */
  readonly files: readonly string[];
  /** Whether it ran other programs, of which nobody knows what they depend on. */
  readonly ranPrograms: boolean;
}

/** The functions of `node:fs`, and of its promises, that tell something of what lies at the path given first. */
const readers = [
  'access',
  'copyFile',
  'cp',
  'createReadStream',
  'exists',
  'glob',
  'lstat',
  'open',
  'openAsBlob',
  'opendir',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'stat',
];
const runners = ['exec', 'execFile', 'fork', 'spawn'];

/** Notes from now on what user code reads; the function returned tells all so far. */
export function observeReads(): () => ObservedReads {
  const variables = new Set<string>();
  const files = new Set<string>();
  let isListed = false;
  let ranPrograms = false;
  const noteFile = (path: unknown): void => {
    if (typeof path === 'string') files.add(resolve(path));
    else if (path instanceof URL && path.protocol === 'file:') files.add(fileURLToPath(path));
    else if (path instanceof Uint8Array) files.add(resolve(Buffer.from(path).toString()));
  };

  process.env = observedEnvironment(process.env, (name) => {
    if (name === undefined) isListed = true;
    else variables.add(name);
  });
  for (const name of readers) {
    observe(fs, name, noteFile);
    observe(fs, `${name}Sync`, noteFile);
    observe(fs.promises, name, noteFile);
  }
  for (const name of runners) {
    for (const variant of [name, `${name}Sync`]) {
      observe(childProcess, variant, () => {
        ranPrograms = true;
      });
    }
  }
  // So that named imports of these modules get the observed functions too.
  syncBuiltinESMExports();
  return () => ({ environment: isListed ? 'all' : [...variables].sort(), files: [...files].sort(), ranPrograms });
}

function observedEnvironment(env: NodeJS.ProcessEnv, note: (name: string | undefined) => void): NodeJS.ProcessEnv {
  const noteName = (name: string | symbol): void => {
    if (typeof name === 'string') note(name);
  };
  return new Proxy(env, {
    get(target, name) {
      noteName(name);
      return Reflect.get(target, name);
    },
    // The environment's own setter, which a proxy is not the object of.
    set: (target, name, value) => Reflect.set(target, name, value),
    has(target, name) {
      noteName(name);
      return Reflect.has(target, name);
    },
    getOwnPropertyDescriptor(target, name) {
      noteName(name);
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    ownKeys(target) {
      note(undefined);
      return Reflect.ownKeys(target);
    },
  });
}

/** Puts an observer in front of a function of a module of Node's; what hangs on the function stays on it. */
function observe(module: object, name: string, note: (first: unknown) => void): void {
  const original: unknown = Reflect.get(module, name);
  if (typeof original !== 'function') return;
  const observed = new Proxy(original, {
    apply(target, self, args: unknown[]) {
      note(args[0]);
      return Reflect.apply(target, self, args);
    },
  });
  Reflect.set(module, name, observed);
}
