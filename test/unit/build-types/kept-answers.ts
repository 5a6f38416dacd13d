import { readFileSync } from 'node:fs';
import { answerFromKept } from '../../../src/build/inner-edit/answer-from-kept.ts';
import { type KeptTypes, observeTypes } from '../../../src/build/inner-edit/observe-types.ts';
import type { CheckedService, RemoteTypeReader } from '../../../src/build/type-process/checked-service.ts';
import type { CheckedBus, TargetsRequest } from '../../../src/build/types/checked-bus.ts';
import type { SourceDirectory } from './check-sources.ts';

/** All that a build asks of a bus. */
export async function everything(checked: CheckedService, { root }: SourceDirectory): Promise<unknown> {
  const { inputs: _, targetsOf, reachingNames: __, ...read } = checked;
  return { ...read, targets: await targetsOf(requestsOf(checked, root)) };
}

function requestsOf(checked: CheckedService, root: string): readonly TargetsRequest[] {
  const files = checked.files.filter((file) => file.startsWith(root));
  const procedures = checked.apis.flatMap(({ name = '', exportNames: [exportName = ''], procedures: own }) =>
    own.map(({ name: procedure, source }) => ({
      name: `${name}.${procedure}`,
      entry: { kind: 'procedure', exportName, api: name, procedure } as const,
      files,
      source,
    })),
  );
  const handlers = [...checked.listeners, ...checked.schedules].map(({ exportNames: [exportName = ''], source }) => ({
    name: exportName,
    entry: { kind: 'handler', exportName } as const,
    files,
    source,
  }));
  return [...procedures, ...handlers];
}

/** A bus that was read in this process, as if another had. */
export function asService({ targetsOf, reachingNames, ...checked }: CheckedBus): CheckedService {
  return {
    ...checked,
    targetsOf: async (requests) => requests.map((request) => targetsOf(request)),
    reachingNames: async () => reachingNames(),
  };
}

const readAfterAll: RemoteTypeReader['check'] = async () => {
  throw new TypeError('The types were read after all.');
};

/** What a build would keep of a service as it is now. */
export async function keep(sources: SourceDirectory): Promise<KeptTypes | undefined> {
  const { check, read } = observeTypes(async () => asService(sources.check()));
  const checked = await check(requestFor(sources));
  await everything(checked, sources);
  const types = await read();
  if (types === undefined || checked.diagnostics.length > 0) return undefined;
  return { ...types, sources: new Map(checked.files.map((path) => [path, readFileSync(path, 'utf8')])) };
}

/** What is answered from that after an edit of a file; undefined where the types are to be read. */
export async function answered(kept: KeptTypes, file: string, sources: SourceDirectory): Promise<unknown> {
  const edited = new Set([sources.path(file)]);
  const check = answerFromKept(kept, { edited, packageRoot: sources.root, check: readAfterAll });
  return check && everything(await check(requestFor(sources)), sources);
}

function requestFor({ root, path }: SourceDirectory): Parameters<RemoteTypeReader['check']>[0] {
  return { busModule: path('bus.ts'), packageRoot: root, service: 'support' };
}
