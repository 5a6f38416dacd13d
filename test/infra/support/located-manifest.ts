import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { afterAll } from 'vitest';
import { type Manifest, rememberLocation } from '../../../src/manifest/index.ts';

const directory = mkdtempSync(join(tmpdir(), 'lambdabus-infra-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }), 60_000);

/** An app that writes what it synthesizes where the test file's directory is, so that it goes with it. */
export function temporaryApp(context: Readonly<Record<string, unknown>> = {}): App {
  return new App({ context, outdir: mkdtempSync(join(directory, 'cdk.out-')) });
}

/** Gives a manifest made by hand a directory with a small bundle for each of its functions. */
export function located(manifest: Manifest): Manifest {
  const root = mkdtempSync(join(directory, `${manifest.service}-`));
  const bundles = [...manifest.apis.flatMap((api) => api.procedures), ...manifest.listeners, ...manifest.schedules].map(
    ({ bundle }) => bundle,
  );
  for (const { path } of bundles) {
    mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, path, 'index.mjs'), 'export const handler = async () => null;\n');
  }
  return rememberLocation(manifest, root);
}
