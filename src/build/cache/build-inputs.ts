/**
 * Everything on disk that a build looked at, also where it found nothing: by what of it matters. Only paths; a
 * snapshot says how they were.
 */
export interface BuildInputs {
  /** Sources: what they say, or that there are none. A change of one concerns the functions that hold it. */
  readonly sources: Set<string>;
  /** Files that say how everything is built, such as package.json, tsconfig.json and the library itself. */
  readonly settings: Set<string>;
  /** What lies there: a file, a directory or nothing. */
  readonly kinds: Set<string>;
  /** Directories, and the names in them, up to their extension, that an import could have meant; `*` is any. */
  readonly names: Map<string, Set<string>>;
  /** Directories that were searched for declaration files, and their own directories. */
  readonly declarations: Set<string>;
  /** Where a path leads through symbolic links. */
  readonly links: Set<string>;
}

/** Inputs of nothing yet. */
export function createInputs(): BuildInputs {
  return {
    sources: new Set(),
    settings: new Set(),
    kinds: new Set(),
    names: new Map(),
    declarations: new Set(),
    links: new Set(),
  };
}

/** Adds inputs to others. */
export function addInputs(target: BuildInputs, added: BuildInputs): void {
  for (const kind of ['sources', 'settings', 'kinds', 'declarations', 'links'] as const) {
    for (const path of added[kind]) target[kind].add(path);
  }
  for (const [directory, names] of added.names) for (const name of names) addName(target, directory, name);
}

/** Adds the names in a directory that begin like one that was looked for. */
export function addName({ names }: BuildInputs, directory: string, name: string): void {
  const known = names.get(directory);
  if (known === undefined) names.set(directory, new Set([name]));
  else known.add(name);
}
