import type { Manifest } from './manifest.ts';

const key = Symbol.for('lambdabus.manifestLocations');
const holder = globalThis as { [key]?: WeakMap<Manifest, string> };

// On the global object: build() and the constructs may come from two copies of the library.
holder[key] ??= new WeakMap();
const locations = holder[key];

/** Remembers the directory that a manifest's bundle paths are relative to. */
export function rememberLocation(manifest: Manifest, directory: string): Manifest {
  locations.set(manifest, directory);
  return manifest;
}

/**
 * The directory that a manifest's bundle paths are relative to.
 * @throws TypeError for a manifest that neither `build()` nor `loadManifest()` gave.
 */
export function locationOf(manifest: Manifest): string {
  const directory = locations.get(manifest);
  if (directory === undefined) {
    throw new TypeError(
      `The manifest of service "${manifest.service}" was copied or made by hand, so the place of its bundles is unknown. Pass the object that build() or loadManifest() returned.`,
    );
  }
  return directory;
}
