import type { JsonSchema } from '../manifest/index.ts';
import type { BuildParts } from './build-parts.ts';
import { type AwsClientName, awsClients } from './bundle/aws-clients.ts';
import type { BundledFunction } from './bundle/bundle-functions.ts';
import type { RememberedValidators } from './bundle/bundle-memory.ts';
import { awsClientPath } from './bundle/library-plugin.ts';
import { SdkFiles } from './bundle/sdk-packages.ts';
import type { SideFiles } from './bundle/side-files.ts';
import type { BundleFiles } from './bundle/write-bundles.ts';
import { firedBy } from './bundle-service.ts';
import { cacheDirectory } from './cache/cache-directory.ts';
import { type ValidatorsContext, validatorsOf } from './function-validators.ts';
import type { OutputFile } from './output-directory.ts';
import type { PackagedFiles } from './packages/package-function.ts';
import type { PlannedFunction } from './planned-functions.ts';
import { required } from './required.ts';
import type { Service } from './service.ts';
import type { CheckedTargets } from './types/checked-bus.ts';

interface FilesContext {
  readonly bundled: ReadonlyMap<string, BundledFunction>;
  readonly targets: ReadonlyMap<string, CheckedTargets>;
  readonly packaged: ReadonlyMap<string, PackagedFiles>;
  readonly parts: BuildParts;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
  readonly service: Service;
  /** Validators that are there already, by the function's name. */
  readonly known: ValidatorsContext['known'];
}

/** The files of all bundles. */
export interface MadeFiles {
  readonly files: ReadonlyMap<string, BundleFiles>;
  /** What was built once, and lies beside several. */
  readonly sideFiles: readonly SideFiles[];
  readonly validators: ReadonlyMap<string, RememberedValidators>;
}

/** Makes the files of every bundle: its code, its validators, the AWS clients it uses. */
export async function filesOf(
  functions: readonly PlannedFunction[],
  { bundled, targets, packaged, parts, $defs, service, known }: FilesContext,
): Promise<MadeFiles> {
  const generated = new Map<string, RememberedValidators>();
  const cacheRoot = cacheDirectory(service.packageRoot, service.outDir);
  const sdk = new SdkFiles(cacheRoot, service.packageRoot);
  const sideFiles = new Set<SideFiles>();
  let clients: Promise<SideFiles> | undefined;
  const bundles = functions.map(async (planned): Promise<readonly [string, BundleFiles]> => {
    const { name, kind } = planned;
    const { calls, fires } = required(targets, name);
    const fired = {
      checked: firedBy(planned, required(targets, name), $defs, parts),
      fifo: fires.filter(({ fifo }) => fifo).map(({ event }) => event),
    };
    const validators = await validatorsOf(planned, fired, { parts, $defs, known });
    generated.set(name, validators);
    const files = new Map<string, OutputFile>([
      ...[...required(packaged, name).files].map(([file, content]) => [file, { content }] as const),
      ['index.mjs', { content: Buffer.from(required(bundled, name).code) }],
      ['validators.mjs', { content: Buffer.from(validators.code) }],
    ]);
    const used: readonly AwsClientName[] = [
      ...(calls.length > 0 ? (['lambda'] as const) : []),
      ...(fires.length > 0 ? (['sns'] as const) : []),
      // A listener sends what it cannot handle to its dead-letter queue itself.
      ...(kind === 'listener' ? (['sqs'] as const) : []),
    ].filter((client) => required(bundled, name).besides.includes(awsClientPath(client)));
    for (const client of used) {
      clients ??= awsClients(cacheRoot);
      const made = await clients;
      sideFiles.add(made);
      for (const [name, file] of made.filesOf(client)) files.set(`aws/${name}`, file);
    }
    const imported = required(bundled, name).sdk;
    if (imported.length > 0) {
      const made = await sdk.build(imported);
      sideFiles.add(made);
      for (const { name: module } of imported) {
        for (const [file, content] of made.filesOf(module)) files.set(`sdk/${file}`, content);
      }
    }
    return [name, files];
  });
  return { files: new Map(await Promise.all(bundles)), sideFiles: [...sideFiles], validators: generated };
}
