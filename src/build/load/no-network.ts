import { Socket } from 'node:net';

/** A connection that was refused because the build was loading the bus module. */
export interface RefusedConnection extends Error {
  readonly code: 'IO_AT_BUILD';
  /** Such as `db.example.com:5432`. */
  readonly target: string;
  /** Set once a problem tells of it: it is seen where it is opened and again wherever its error arrives. */
  reported: boolean;
}

/** Whether `error` is a connection that {@link refuseConnections} refused. */
export function isRefusedConnection(error: unknown): error is RefusedConnection {
  return error instanceof Error && 'code' in error && error.code === 'IO_AT_BUILD' && 'target' in error;
}

/**
 * Makes every outgoing connection of this process fail: loading a bus module only defines, so what connects there
 * would run at build time, on a machine that has nothing to connect to, and again in every function's cold start.
 */
export function refuseConnections(onRefused: (error: RefusedConnection) => void): void {
  Socket.prototype.connect = function refuse(...args: readonly unknown[]): never {
    const target = targetOf(args);
    const error: RefusedConnection = Object.assign(new Error(`no connection to ${target} while the bus module loads`), {
      code: 'IO_AT_BUILD' as const,
      target,
      reported: false,
    });
    onRefused(error);
    throw error;
  };
}

/** The target among the arguments that `connect` takes, which Node itself passes on in an array. */
function targetOf(args: readonly unknown[]): string {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) {
    if ('path' in first && typeof first.path === 'string') return first.path;
    const host = 'host' in first && typeof first.host === 'string' ? first.host : 'localhost';
    return 'port' in first ? `${host}:${String(first.port)}` : host;
  }
  if (typeof first === 'number') return `${typeof second === 'string' ? second : 'localhost'}:${first}`;
  return String(first);
}
