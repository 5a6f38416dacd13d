import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** One event that a handler got, in epoch milliseconds. */
export interface Heard {
  readonly firedAt: number;
  readonly handledAt: number;
}

/** Hears from handlers in any process and language: each writes a line `<handled at> <fired at>` to a connection. */
export interface Collector {
  readonly port: number;
  /** Resolves with what was heard since the last time, once it is so many. */
  take(count: number): Promise<readonly Heard[]>;
  close(): Promise<void>;
}

/** A handler that is quiet for so long hears nothing any more. */
const silenceMs = 60_000;

/** Starts to listen on a free port of this machine. */
export async function startCollector(): Promise<Collector> {
  let heard: Heard[] = [];
  let wake: () => void = () => undefined;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    let rest = '';
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const [handledAt = Number.NaN, firedAt = Number.NaN] = line.split(' ').map(Number);
        heard.push({ firedAt, handledAt });
      }
      wake();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    // A server that listens on a port has an address of this kind.
    port: (server.address() as AddressInfo).port,
    take: async (count) => {
      while (heard.length < count) {
        const before = heard.length;
        const isWoken = await new Promise<boolean>((resolve) => {
          const timer = setTimeout(() => resolve(false), silenceMs);
          wake = () => {
            clearTimeout(timer);
            resolve(true);
          };
        });
        if (!isWoken) throw new Error(`Of ${count} events ${before} were handled, and none for ${silenceMs / 1000} s.`);
      }
      const taken = heard;
      heard = [];
      return taken;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** How many were handled in a second, from the first to the last. */
export function handledPerSecond(heard: readonly Heard[]): number {
  const times = heard.map(({ handledAt }) => handledAt);
  return (heard.length - 1) / ((Math.max(...times) - Math.min(...times)) / 1000);
}
