/**
 * A thread that builds bus modules: reading types takes whole seconds of computing, in which the local bus must go on
 * answering. It lives as long as `lambdabus dev`, so that what it knows of the sources stays warm.
 */
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { BuildError, type BuildOptions, createBuilder } from '../../build/index.ts';
import { resolveService } from '../../build/service.ts';
import { locationOf } from '../../manifest/index.ts';
import type { BuildAnswer, BuildRequest, EndRequest } from './builder.ts';

const builder = createBuilder();
// The only sender is the builder.
parentPort?.on('message', (request: BuildRequest | EndRequest) => {
  // Of a thread, this ends no more than the thread.
  if (request === 'end') process.exit();
  void answer(request);
});

async function answer({ id, busModule }: BuildRequest): Promise<void> {
  let answered: BuildAnswer;
  let isAnew = false;
  try {
    const options: BuildOptions = {
      sourceMaps: true,
      runsOn: 'this machine',
      // A place of its own: what is built for this machine, with source maps, and what is deployed would replace each other.
      outDir: join(resolveService(busModule, {}).outDir, 'dev'),
      onStep: () => {
        isAnew = true;
      },
    };
    const manifest = await builder.build(busModule, options);
    answered = { id, outDir: locationOf(manifest), isAnew, lookedAt: builder.lookedAt(busModule, options) };
  } catch (error) {
    answered =
      error instanceof BuildError
        ? { id, diagnostics: error.diagnostics, packageRoot: error.packageRoot }
        : { id, error: error instanceof Error ? error : new Error(String(error)) };
  }
  parentPort?.postMessage(answered);
}
