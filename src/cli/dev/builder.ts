import { once } from 'node:events';
import { extname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../../build/diagnostic.ts';
import type { LookedAt } from '../../build/index.ts';
import type { Manifest } from '../../manifest/index.ts';

/** Asks the build thread for a build. */
export interface BuildRequest {
  readonly id: number;
  readonly busModule: string;
}

/** Asks the build thread to end, and its processes with it. */
export type EndRequest = 'end';

/** What the build thread answers: where the build lies, what is wrong with the sources, or another error. */
export type BuildAnswer =
  | { readonly id: number; readonly outDir: string; readonly isAnew: boolean; readonly lookedAt: LookedAt | undefined }
  | { readonly id: number; readonly diagnostics: readonly Diagnostic[]; readonly packageRoot: string }
  | { readonly id: number; readonly error: Error };

/** A service that was built. */
export interface BuiltService {
  readonly manifest: Manifest;
  /** Whether anything had to be made. */
  readonly isAnew: boolean;
  /** What the result depends on; undefined where that is not known. */
  readonly lookedAt: LookedAt | undefined;
}

/** Builds bus modules beside the running bus. */
export interface Builder {
  /** @throws BuildError with everything that is wrong with the sources. */
  build(busModule: string): Promise<BuiltService>;
  stop(): Promise<void>;
}

const longestEndMs = 1000;

/** Starts a builder. */
export function startBuilder(): Builder {
  const waiting = new Map<number, PromiseWithResolvers<BuiltService>>();
  let thread: Worker | undefined = startThread();
  let lastId = 0;

  function startThread(): Worker {
    const started = new Worker(new URL(`./build-thread${extname(import.meta.url)}`, import.meta.url));
    started.on('message', (answer: BuildAnswer) => {
      const asked = waiting.get(answer.id);
      waiting.delete(answer.id);
      if (asked !== undefined) toBuiltService(answer).then(asked.resolve, asked.reject);
    });
    // It ends when it runs out of memory; the next build gets another.
    started.on('error', (error) => {
      thread = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    });
    return started;
  }

  return {
    build: (busModule) => {
      lastId += 1;
      const asked = Promise.withResolvers<BuiltService>();
      waiting.set(lastId, asked);
      const request: BuildRequest = { id: lastId, busModule };
      thread ??= startThread();
      thread.postMessage(request);
      return asked.promise;
    },
    stop: async () => {
      if (thread === undefined) return;
      const ended = once(thread, 'exit');
      thread.postMessage('end' satisfies EndRequest);
      // It ends its processes with itself, unless it has too much to do to notice.
      await Promise.race([ended, setTimeout(longestEndMs, undefined, { ref: false })]);
      await thread?.terminate();
    },
  };
}

async function toBuiltService(answer: BuildAnswer): Promise<BuiltService> {
  const { BuildError, loadManifest } = await import('../../build/index.ts');
  if ('outDir' in answer) {
    const { outDir, isAnew, lookedAt } = answer;
    return { manifest: loadManifest(outDir), isAnew, lookedAt };
  }
  if ('diagnostics' in answer) throw new BuildError(answer.diagnostics, answer.packageRoot);
  throw answer.error;
}
