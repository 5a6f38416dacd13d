import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NodejsFunctionsRequest } from '../processes/nodejs-functions.ts';
import { root, runNode } from './run-node.ts';

/** Bundles one handler with NodejsFunction. @returns the directory that would be deployed */
export async function bundleByNodejsFunction(
  handler: string,
  request: Pick<NodejsFunctionsRequest, 'directory' | 'outDir' | 'bundleAwsSDK'>,
): Promise<string> {
  const { directory, outDir } = request;
  const file = `${outDir}.json`;
  writeFileSync(file, JSON.stringify({ ...request, handlers: [handler] } satisfies NodejsFunctionsRequest));
  await runNode([join(root, 'bench/processes/nodejs-functions.ts'), file], { cwd: directory });
  const asset = readdirSync(outDir).find((name) => name.startsWith('asset.'));
  if (asset === undefined) throw new TypeError(`NodejsFunction made no bundle in ${outDir}.`);
  return join(outDir, asset);
}

/** The bytes of everything that is deployed of a function. */
export function bundleBytes(directory: string): number {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
