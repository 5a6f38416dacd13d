import { BusError } from '../src/definition/index.ts';
import { toRemoteError } from '../src/wire/index.ts';
import type { ProcedureEntryPoint } from './entry-point.ts';

/** A procedure's method, of an API that has started. */
export type Method = (params: unknown) => unknown;

/** Gives the method when the API has started; after a start that failed the next call starts it again. */
export type ApiStart = () => Promise<Method>;

/** Makes the start of an execution environment's API; nothing happens before it is called. */
export function apiStart(entry: ProcedureEntryPoint): ApiStart {
  let starting: Promise<Method> | undefined;
  return async () => {
    starting ??= startApi(entry);
    const attempt = starting;
    try {
      return await attempt;
    } catch (error) {
      // A database that was away may be back for the next request.
      if (starting === attempt) starting = undefined;
      throw startError(error, entry.api);
    }
  };
}

async function startApi({ instance, api, procedure, bindEvents }: ProcedureEntryPoint): Promise<Method> {
  const made = instance();
  bindEvents?.(made, api);
  if ('start' in made && typeof made.start === 'function') await made.start();
  // The build saw that the class has this method.
  const method = (made as Readonly<Record<string, Method | undefined>>)[procedure];
  if (method === undefined) throw new TypeError(`${api} has no method ${procedure}.`);
  return (params) => method.call(made, params);
}

/** The failure of `start()`: what was thrown, said of the API and not of the procedure that was called. */
function startError(thrown: unknown, api: string): BusError {
  const { code, name, message, data, retryable } = toRemoteError(thrown);
  return new BusError(code, `${api} could not start: ${message}`, { cause: thrown, data, retryable, remoteName: name });
}
