import type { Construct } from 'constructs';
import { BusError, isBusError } from '../src/definition/index.ts';
import type { Manifest } from '../src/manifest/index.ts';
import { assertManifest } from '../src/topology/index.ts';

/**
 * The manifest in the properties of a stack that is yet to be made.
 * @throws BusError `DEFINITION_INVALID` with the stack's path, where it is none.
 */
export function givenManifest(scope: Construct, id: string, { manifest }: { readonly manifest: Manifest }): Manifest {
  try {
    assertManifest(manifest);
    return manifest;
  } catch (error) {
    if (!isBusError(error)) throw error;
    const path = [scope.node.path, id].filter(Boolean).join('/');
    throw new BusError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}
