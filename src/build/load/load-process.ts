/**
 * The process that loads a bus module: it imports the bundle, constructs each API once, and answers with what it
 * found. User code runs here and nowhere else during a build, so that it can neither change nor block the build.
 */
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { notedDefinitions, registry } from '../../definition/index.ts';
import { collectApis } from './collect-apis.ts';
import { collectHandlers } from './collect-handlers.ts';
import type { LoadAnswer, LoadProblem, LoadRequest } from './loaded-bus.ts';
import { type RefusedConnection, refuseConnections } from './no-network.ts';
import { observeReads } from './observed-reads.ts';
import { type Activity, problemOfThrown } from './thrown.ts';

const exit = process.exit.bind(process);
const send = process.send?.bind(process);
if (send === undefined) throw new Error('This module is started by the build.');
// Taken away, so that user code that looks for a parent process finds none.
process.send = undefined;

const late: LoadProblem[] = [];
const refused: RefusedConnection[] = [];
let activity: Activity = { doing: 'loading the bus module' };

const note = (thrown: unknown): void => {
  late.push(problemOfThrown(thrown, activity));
};
process.on('uncaughtException', note);
process.on('unhandledRejection', note);
process.on('disconnect', () => exit(1));
process.once('message', (request: LoadRequest) => {
  // From here on only user code keeps this process alive: one that waits for nothing ends it.
  process.channel?.unref();
  void load(request).then(answer);
});
Error.stackTraceLimit = 50;
process.exit = refuseExit;
refuseConnections((connection) => refused.push(connection));
const readSoFar = observeReads();

async function load({ bundle, service, packageRoot }: LoadRequest): Promise<LoadAnswer> {
  const exports = await importModule(bundle);
  if (exports === undefined) return { kind: 'failed', problems: late };
  const added = registry.all().filter((api) => api.added);
  activity = { doing: 'constructing the APIs' };
  const apis = collectApis(exports, added, { service, packageRoot });
  const handlers = collectHandlers(exports, notedDefinitions());
  // What user code started and did not wait for fails in one of the next turns.
  await setImmediate();
  await setImmediate();
  noteSwallowed();
  return {
    kind: 'loaded',
    reads: readSoFar(),
    bus: {
      apis: apis.apis,
      listeners: handlers.listeners,
      schedules: handlers.schedules,
      problems: [...apis.problems, ...handlers.problems, ...late],
    },
  };
}

async function importModule(bundle: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    // The namespace of any module is an object with string keys.
    return (await import(pathToFileURL(bundle).href)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    note(error);
    return undefined;
  }
}

/** Notes the connections whose errors user code swallowed. */
function noteSwallowed(): void {
  for (const connection of refused) {
    if (!connection.reported) note(connection);
  }
}

function refuseExit(code?: number | string | null): never {
  const { stack = '' } = new Error('process.exit');
  const problem: LoadProblem = {
    code: 'LOAD_EXITED',
    message: `process.exit(${code ?? ''}) was called while ${activity.doing}.`,
    hint: 'Throw an error instead, or move this into "protected async start()", which runs at cold start.',
    place: { at: 'stack', stack },
  };
  send?.({ kind: 'failed', problems: [...late, problem] } satisfies LoadAnswer, () => exit(1));
  throw new Error('process.exit() was called while the bus module loads');
}

function answer(result: LoadAnswer): void {
  send?.(result);
}
