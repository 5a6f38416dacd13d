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
 * Makes the connections of a client. What is idle is looked through when there is something to send: an agent's own
 * `timeout` sets a socket's timer several times in each request.
 */
export function makeConnections(options: AgentOptions): Connections {
  const idleSince = new WeakMap<Duplex, number>();
  // With the first call, not with the bundle.
  const { Agent: Http } = process.getBuiltinModule('node:http');
  const { Agent: Https } = process.getBuiltinModule('node:https');
  const watched = (agent: Agent): Agent => {
    const keep = agent.keepSocketAlive;
    agent.keepSocketAlive = (socket) => {
      idleSince.set(socket, Date.now());
      return keep.call(agent, socket);
    };
    return agent;
  };
  const httpAgent = watched(new Http({ keepAlive: true, ...options }));
  const httpsAgent = watched(new Https({ keepAlive: true, ...options }));
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
