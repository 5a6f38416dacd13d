import { type ChildProcess, fork } from 'node:child_process';
import type { Socket } from 'node:net';
import { BuildError } from '../build-error.ts';
import { endWithProgram } from '../end-with-program.ts';
import { libraryModule } from '../library.ts';
import type { RemoteTypeReader } from './checked-service.ts';
import type { TypeAnswer, TypeQuestion } from './messages.ts';

/** How to read types. */
export interface TypeReaderOptions {
  /** Whether what was read is kept for the next time. */
  readonly keepsPrograms: boolean;
  /** Where the process keeps what Node compiled of its modules; undefined keeps nothing. */
  readonly compileCache: string | undefined;
}

/** How long a process waits for the next build before it ends: builds of several services share one. */
const idleMs = 1000;

/** The process of this program, as long as one runs: like the bundler's, it serves all builds. */
let running: TypeProcess | undefined;
let readerCount = 0;

/** Opens a reader, and starts its process where none runs yet. */
export function openTypeReader(options: TypeReaderOptions): RemoteTypeReader {
  const { keepsPrograms } = options;
  readerCount += 1;
  const reader = readerCount;
  let current = processWith(options);
  current.readers.add(reader);
  return {
    async check(request) {
      // One that crashed is replaced: what it had read is read again.
      if (current.hasEnded) current = processWith(options);
      current.readers.add(reader);
      const asked = current;
      const answer = await asked.ask({ kind: 'check', reader, keepsPrograms, request });
      if (answer.kind !== 'checked') throw unexpected(answer);
      return {
        ...answer.checked,
        async targetsOf(requests) {
          const found = await asked.ask({ kind: 'targets', reader, requests });
          if (found.kind !== 'targets') throw unexpected(found);
          return found.targets;
        },
        async reachingNames() {
          const found = await asked.ask({ kind: 'names', reader });
          if (found.kind !== 'names') throw unexpected(found);
          return found.names;
        },
      };
    },
    close: () => current.release(reader),
  };
}

function processWith(options: TypeReaderOptions): TypeProcess {
  if (running === undefined || running.hasEnded) running = new TypeProcess(options);
  return running;
}

function unexpected({ kind }: TypeAnswer): Error {
  return new TypeError(`The process that reads types answered "${kind}" to another question.`);
}

type Question = Exclude<TypeQuestion, { kind: 'forget' }>;
type WithoutId<TQuestion> = TQuestion extends unknown ? Omit<TQuestion, 'id'> : never;

class TypeProcess {
  /** Those that may ask. */
  readonly readers = new Set<number>();
  hasEnded = false;
  #hasAnswered = false;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, PromiseWithResolvers<TypeAnswer>>();
  #questions = 0;
  #printed = '';
  #idle: NodeJS.Timeout | undefined;

  constructor({ keepsPrograms, compileCache }: TypeReaderOptions) {
    // A program that lives long is ended by signals as a matter of course.
    const parameters = keepsPrograms ? ['--end-with', String(process.pid)] : [];
    this.#child = fork(libraryModule('src/build/type-process/type-process'), parameters, {
      execArgv: ['--disable-warning=ExperimentalWarning', ...process.execArgv.filter(isMemoryLimit)],
      env: compileCache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: compileCache },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#printed += text;
    });
    this.#child.on('message', (answer: TypeAnswer) => this.#settle(answer));
    this.#child.on('error', (error) => this.#end(error.message));
    this.#child.once('close', (code, signal) => this.#end(signal === null ? `with exit code ${code}` : `by ${signal}`));
    endWithProgram(this.#child, () => this.#waiting.size > 0 || !this.#hasAnswered);
    this.#holdProgram(false);
  }

  async ask(question: WithoutId<Question>): Promise<TypeAnswer> {
    clearTimeout(this.#idle);
    this.#questions += 1;
    const id = this.#questions;
    const waiting = Promise.withResolvers<TypeAnswer>();
    this.#waiting.set(id, waiting);
    this.#holdProgram(true);
    this.#child.send({ ...question, id } satisfies TypeQuestion, (error) => {
      if (error !== null) this.#end(error.message);
    });
    const answer = await waiting.promise;
    if (answer.kind === 'failed') throw new Error(`Reading types failed: ${answer.stack}`);
    return answer;
  }

  /** A reader that asks no more. */
  release(reader: number): void {
    this.readers.delete(reader);
    if (this.hasEnded) return;
    if (this.readers.size > 0) {
      this.#child.send({ kind: 'forget', reader } satisfies TypeQuestion);
      return;
    }
    // Nobody waits for what it is still doing: a build that failed elsewhere.
    if (this.#waiting.size > 0) {
      this.#child.kill();
      this.hasEnded = true;
      return;
    }
    this.#child.send({ kind: 'forget', reader } satisfies TypeQuestion);
    this.#idle = setTimeout(() => {
      if (this.readers.size > 0) return;
      this.hasEnded = true;
      if (this.#child.connected) this.#child.disconnect();
    }, idleMs).unref();
  }

  #settle(answer: TypeAnswer): void {
    this.#hasAnswered = true;
    this.#waiting.get(answer.id)?.resolve(answer);
    this.#waiting.delete(answer.id);
    if (this.#waiting.size === 0) this.#holdProgram(false);
  }

  #end(how: string): void {
    this.hasEnded = true;
    const error = crashed(how, this.#printed);
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** Whether this program goes on as long as the process lives: while an answer is awaited. */
  #holdProgram(holds: boolean): void {
    const held = holds ? 'ref' : 'unref';
    this.#child[held]();
    this.#child.channel?.[held]();
    const { stderr } = this.#child;
    // A pipe of a process is a socket, which its type does not say.
    if (stderr !== null) (stderr as unknown as Socket)[held]();
  }
}

/** The limits of memory that this program was started with hold for its processes too. */
function isMemoryLimit(argument: string): boolean {
  return /^--(?:max-old-space-size|max-semi-space-size|max-heap-size)\b/.test(argument.replaceAll('_', '-'));
}

const printedMost = 2000;

function crashed(how: string, printed: string): BuildError {
  const said = printed.trim().slice(-printedMost);
  return new BuildError(
    [
      {
        code: 'TYPES_PROCESS_ENDED',
        message: `The process that reads the types ended ${how}${said === '' ? '.' : `; it printed:\n${said}`}`,
        hint: 'Where it ran out of memory, give it more: NODE_OPTIONS=--max-old-space-size=8192 (in MB).',
      },
    ],
    process.cwd(),
  );
}
