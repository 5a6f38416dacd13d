import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Manifest, manifestFile, manifestVersion, rememberLocation } from '../manifest/index.ts';
import { BuildError } from './build-error.ts';
import { obstacleTo } from './cache/cache-directory.ts';
import type { OutputDirectory } from './output-directory.ts';
import type { Service } from './service.ts';

/**
 * Reads a manifest that `build()` wrote, and remembers where its bundles lie.
 *
 * @param file the manifest, or the directory it lies in
 * @throws TypeError when there is none, or it is of another version of the format.
 */
export function loadManifest(file: string): Manifest {
  const path = file.endsWith('.json') ? resolve(file) : resolve(file, manifestFile);
  if (!existsSync(path)) throw new TypeError(`There is no manifest at ${path}. Run "lambdabus build" first.`);
  const content = parse(path);
  const version =
    typeof content === 'object' && content !== null && 'manifestVersion' in content
      ? content.manifestVersion
      : undefined;
  if (version !== manifestVersion) {
    throw new TypeError(
      `${path} ${version === undefined ? 'is no manifest' : `has manifestVersion ${JSON.stringify(version)}`}; this version of lambdabus reads manifestVersion ${manifestVersion}. Run "lambdabus build" with it, or install the version that wrote the file.`,
    );
  }
  // The version says that build() wrote it, in this format.
  return rememberLocation(content as Manifest, dirname(path));
}

function parse(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new TypeError(`${path} is no JSON: ${error.message}. Run "lambdabus build" to write it anew.`, {
      cause: error,
    });
  }
}

/** Writes the manifest and remembers where its bundles lie. */
export function writeManifest(manifest: Manifest, output: OutputDirectory): Manifest {
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  output.write(manifestFile, { content: Buffer.from(text) });
  // Read back, so that build() and loadManifest() give the very same: the one has no members that are undefined.
  return rememberLocation(JSON.parse(text) as Manifest, output.path);
}

/**
 * Refuses an output directory that cannot be made or written.
 * @throws BuildError `OUT_DIR_NOT_WRITABLE`
 */
export function assertOutDirIsWritable({ outDir, packageRoot }: Service): void {
  const obstacle = obstacleTo(outDir);
  if (obstacle === undefined) return;
  throw new BuildError(
    [
      {
        code: 'OUT_DIR_NOT_WRITABLE',
        message: `The manifest and the bundles cannot be written into ${outDir}: ${obstacle.path} ${obstacle.why}.`,
        hint: 'Give another outDir (--out), or let this user write there.',
      },
    ],
    packageRoot,
  );
}

/**
 * Refuses to write over another service's output.
 * @throws BuildError `OUT_DIR_TAKEN`
 */
export function assertOutDirIsFree({ name, outDir, packageRoot }: Service): void {
  const file = join(outDir, manifestFile);
  if (!existsSync(file)) return;
  const content = parse(file);
  const other = typeof content === 'object' && content !== null && 'service' in content ? content.service : undefined;
  if (other === undefined || other === name) return;
  throw new BuildError(
    [
      {
        code: 'OUT_DIR_TAKEN',
        message: `${outDir} holds the build of service "${String(other)}"; service "${name}" cannot be built into the same directory.`,
        hint: `Give each service an outDir (--out) of its own; if "${String(other)}" was renamed to "${name}", delete the directory first.`,
      },
    ],
    packageRoot,
  );
}
