import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../build/diagnostic.ts';
import type { Manifest } from '../../manifest/index.ts';

/** Asks the build thread for a build. */
export interface BuildRequest {
  readonly id: number;
  readonly busModule: string;
}

/** What the build thread answers: where the build lies, what is wrong with the sources, or another error. */
export type BuildAnswer =
  | { readonly id: number; readonly outDir: string }
  | { readonly id: number; readonly diagnostics: readonly Diagnostic[]; readonly packageRoot: string }
  | { readonly id: number; readonly error: Error };

/** Builds bus modules beside the running bus. */
export interface Builder {
  /** @throws BuildError with everything that is wrong with the sources. */
  build(busModule: string): Promise<Manifest>;
  stop(): Promise<void>;
}

/** Starts a builder. */
export function startBuilder(): Builder {
  const thread = new Worker(new URL(`./build-thread${extname(import.meta.url)}`, import.meta.url));
  const waiting = new Map<number, PromiseWithResolvers<Manifest>>();
  let lastId = 0;
  thread.on('message', (answer: BuildAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (asked !== undefined) toManifest(answer).then(asked.resolve, asked.reject);
  });
  thread.on('error', (error) => {
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  });
  return {
    build: (busModule) => {
      lastId += 1;
      const asked = Promise.withResolvers<Manifest>();
      waiting.set(lastId, asked);
      const request: BuildRequest = { id: lastId, busModule };
      thread.postMessage(request);
      return asked.promise;
    },
    stop: async () => {
      await thread.terminate();
    },
  };
}

async function toManifest(answer: BuildAnswer): Promise<Manifest> {
  const { BuildError, loadManifest } = await import('../../build/index.ts');
  if ('outDir' in answer) return loadManifest(answer.outDir);
  if ('diagnostics' in answer) throw new BuildError(answer.diagnostics, answer.packageRoot);
  throw answer.error;
}
