import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';

/**
 * Connections that are idle for so long are not used again: while a function's environment is frozen AWS closes them,
 * and a call that was sent on a closed one cannot be told from a call that ran.
 */
const idleConnectionMs = 20_000;

/** How often the idle connections are looked through. */
const lookMs = 1_000;

/**
 * The connections of a client, those that were idle for too long dropped before they are used. Not by a timer: when an
 * environment goes on after it was frozen, the request comes before timers that are due. It takes less than the agent's
 * own `timeout` does, too, which sets a socket's timer several times in each request.
 */
export class IdleConnections {
  readonly agents: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent };
  readonly #idleSince = new WeakMap<Duplex, number>();
  #lookedAt = 0;

  private constructor(http: typeof import('node:http'), https: typeof import('node:https')) {
    // As many connections as there are requests under way: the bus bounds those.
    const options = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY };
    this.agents = { httpAgent: new http.Agent(options), httpsAgent: new https.Agent(options) };
    for (const agent of [this.agents.httpAgent, this.agents.httpsAgent]) this.#watch(agent);
  }

  /** Loads what makes connections, as the SDK does. */
  static async make(): Promise<IdleConnections> {
    const [http, https] = await Promise.all([import('node:http'), import('node:https')]);
    return new IdleConnections(http, https);
  }

  /** Drops those that were idle for too long; to be called before a request. */
  drop(): void {
    const now = Date.now();
    if (now - this.#lookedAt < lookMs) return;
    this.#lookedAt = now;
    for (const { freeSockets } of [this.agents.httpAgent, this.agents.httpsAgent]) {
      for (const socket of Object.values(freeSockets).flatMap((sockets) => sockets ?? [])) {
        if (now - (this.#idleSince.get(socket) ?? now) > idleConnectionMs) socket.destroy();
      }
    }
  }

  #watch(agent: HttpAgent): void {
    const keep = agent.keepSocketAlive;
    agent.keepSocketAlive = (socket) => {
      this.#idleSince.set(socket, Date.now());
      return keep.call(agent, socket);
    };
  }
}
