import { hash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { KeptTypes } from '../inner-edit/observe-types.ts';

interface TypesOfBuild {
  /** The build that they are of. */
  readonly build: string;
  readonly types: KeptTypes;
}

const hashLength = 44;

/** The content of a file that keeps the types that a build has read. */
export function typesContent(build: string, types: KeptTypes): Buffer {
  const content = serialize({ build, types } satisfies TypesOfBuild);
  return Buffer.concat([Buffer.from(hash('sha256', content, 'base64')), content]);
}

/** The types in such a file; undefined where there are none, or they are of another build. */
export function readTypes(file: string, build: string): KeptTypes | undefined {
  if (!existsSync(file)) return undefined;
  const all = readFileSync(file);
  const content = all.subarray(hashLength);
  // Half a file is none.
  if (hash('sha256', content, 'base64') !== all.subarray(0, hashLength).toString()) return undefined;
  // The hash says that it was written here, and the name by which version.
  const kept = deserialize(content) as TypesOfBuild;
  return kept.build === build ? kept.types : undefined;
}
