import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { libraryModule } from '../library.ts';
import type { BuildInputs } from './build-inputs.ts';

/** Folders of the library whose code makes builds, or goes into bundles. */
const folders = ['src/build', 'src/definition', 'src/manifest', 'src/topology', 'src/wire', 'src/client', 'functions'];

/** Adds the library itself and the packages that it builds with: another version may build something else. */
export function addLibraryInputs({ settings }: BuildInputs): void {
  const index = libraryModule('src/index');
  const root = dirname(dirname(index));
  for (const folder of folders) {
    for (const entry of readdirSync(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (entry.isFile() && extname(entry.name) === extname(index)) settings.add(join(entry.parentPath, entry.name));
    }
  }
  const packageFile = nearest(root, 'package.json');
  if (packageFile === undefined) return;
  settings.add(packageFile);
  const { dependencies = {} }: { readonly dependencies?: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(packageFile, 'utf8'),
  );
  for (const name of Object.keys(dependencies)) {
    const file = nearest(dirname(packageFile), join('node_modules', name, 'package.json'));
    if (file !== undefined) settings.add(file);
  }
}

function nearest(from: string, path: string): string | undefined {
  for (let directory = from; ; directory = dirname(directory)) {
    const file = join(directory, path);
    if (existsSync(file)) return file;
    if (directory === dirname(directory)) return undefined;
  }
}
