import type { Construct } from 'constructs';
import type { Manifest } from '../src/manifest/index.ts';
import { assertManifest } from '../src/topology/index.ts';
import { saidWith } from './definition-invalid.ts';

/**
 * The manifest in the properties of a stack that is yet to be made.
 * @throws BusError `DEFINITION_INVALID` with the stack's path, where it is none.
 */
export function givenManifest(scope: Construct, id: string, { manifest }: { readonly manifest: Manifest }): Manifest {
  saidWith([scope.node.path, id].filter(Boolean).join('/'), () => assertManifest(manifest));
  return manifest;
}
