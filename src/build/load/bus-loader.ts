import { type ChildProcess, fork } from 'node:child_process';
import { endWithProgram } from '../end-with-program.ts';
import { later } from '../later.ts';
import { libraryModule } from '../library.ts';
import { loadEnvironment } from './load-environment.ts';
import type { LoadAnswer, LoadProblem, LoadRequest } from './loaded-bus.ts';

/** A process that loads one bus module. */
export interface BusLoader {
  /**
   * Loads the bundled bus module and tells what is found there.
   *
   * @param timeoutMs longest time in milliseconds that loading it and constructing its APIs may take
   */
  load(request: LoadRequest, timeoutMs: number): Promise<LoadAnswer>;
  /** Ends it, also what it is doing. */
  close(): void;
}

/**
 * Starts a process that loads a bus module: before there is one, because it takes as long to start as to bundle it.
 *
 * @param onOutput takes what user code prints while it is loaded
 */
export function openLoader(onOutput: (text: string) => void): BusLoader {
  const child = fork(libraryModule('src/build/load/load-process'), [], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: loadEnvironment(),
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  endWithProgram(child);
  child.stdout?.setEncoding('utf8').on('data', onOutput);
  child.stderr?.setEncoding('utf8').on('data', onOutput);
  const answer = later(answerOf(child));
  return {
    async load(request, timeoutMs) {
      const late = Promise.withResolvers<LoadAnswer>();
      // The other work of the build may have held this process up: an answer that has arrived meanwhile is read first.
      const timer = setTimeout(() => setTimeout(() => late.resolve(failed(tookTooLong(timeoutMs))), 100), timeoutMs);
      child.send(request, (error) => {
        if (error !== null) late.reject(error);
      });
      try {
        return await Promise.race([answer, late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => void child.kill('SIGKILL'),
  };
}

function answerOf(child: ChildProcess): Promise<LoadAnswer> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadAnswer>();
  child.once('message', (answer: LoadAnswer) => resolve(answer));
  child.once('error', reject);
  child.once('exit', (code, signal) => {
    const end = (): void => resolve(failed(exited(code, signal)));
    // An answer that it sent before may be read after this: the channel's end comes last.
    if (child.connected) child.once('disconnect', end);
    else end();
  });
  return promise;
}

function failed(problem: LoadProblem): LoadAnswer {
  return { kind: 'failed', problems: [problem] };
}

function tookTooLong(timeoutMs: number): LoadProblem {
  return {
    code: 'LOAD_TIMED_OUT',
    message: `Loading the bus module took longer than ${timeoutMs / 1000} s.`,
    hint: 'Something at the top level of a module or in the constructor of an API waits or runs for ever: move it into "protected async start()", which runs at cold start.',
  };
}

/** It ends by itself, without an answer, when what it awaits has nothing left that could make it happen. */
function exited(code: number | null, signal: string | null): LoadProblem {
  if (code === 0) {
    return {
      code: 'LOAD_TIMED_OUT',
      message: 'Loading the bus module awaits something that never happens.',
      hint: 'Look for an await at the top level of a module.',
    };
  }
  return {
    code: 'LOAD_EXITED',
    message: `The process that loads the bus module ended ${signal === null ? `with exit code ${code}` : `by ${signal}`}.`,
    hint: 'Something at the top level of a module or in the constructor of an API crashed it: load the bus module with node to see it.',
  };
}
