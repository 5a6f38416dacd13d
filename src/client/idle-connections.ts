import type { Agent, AgentOptions } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * Connections that are idle for so long are not used again: while a function's environment is frozen AWS closes them,
 * and a call that was sent on a closed one cannot be told from a call that ran.
 */
const idleConnectionMs = 20_000;

/** How often they are looked through. */
const lookMs = 1_000;

/** The connections of a client. */
export interface Connections {
  readonly httpAgent: Agent;
  readonly httpsAgent: Agent;
  /** Closes those that were idle for too long; to be called before a request. */
  dropIdle(): void;
}

/**
 * Makes the connections of a client, and loads what they need, as the SDK does. What is idle is not closed by a timer:
 * where a frozen environment goes on with a request, that comes before timers which are due. It takes less than an
 * agent's own `timeout`, too, which sets a socket's timer several times in each request.
 */
export async function makeConnections(options: AgentOptions): Promise<Connections> {
  const idleSince = new WeakMap<Duplex, number>();
  const [httpAgent, httpsAgent] = (await Promise.all([import('node:http'), import('node:https')])).map((module) => {
    const agent: Agent = new module.Agent({ keepAlive: true, ...options });
    const keep = agent.keepSocketAlive;
    agent.keepSocketAlive = (socket) => {
      idleSince.set(socket, Date.now());
      return keep.call(agent, socket);
    };
    return agent;
  }) as [Agent, Agent];
  let lookedAt = 0;
  return {
    httpAgent,
    httpsAgent,
    dropIdle: () => {
      const now = Date.now();
      if (now - lookedAt < lookMs) return;
      lookedAt = now;
      for (const socket of [httpAgent, httpsAgent].flatMap(({ freeSockets }) => Object.values(freeSockets).flat())) {
        if (socket !== undefined && now - (idleSince.get(socket) ?? now) > idleConnectionMs) socket.destroy();
      }
    },
  };
}
