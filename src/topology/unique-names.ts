import { BusError } from '../definition/index.ts';
import type { Topology } from './topology.ts';

interface Named {
  /** What bears the name, in the words of the code: `procedure support.case.get`. */
  readonly owner: string;
  readonly name: string;
}

/** Holds that no two things of a kind have one physical name. */
export function assertUniqueNames(topology: Topology): void {
  assertUnique(
    'function',
    topology.functions.map(({ name, kind, source }) => ({ name, owner: `${kind} ${source}` })),
  );
  assertUnique(
    'topic',
    topology.topics.map(({ name, event }) => ({ name, owner: `event ${event}` })),
  );
  assertUnique(
    'queue',
    [...topology.queues, ...(topology.retired ?? []).flatMap(({ queues }) => Object.values(queues))].map(
      ({ name, role, listener, event }) => ({
        name,
        owner:
          listener === undefined ? `failed invocations of ${topology.service}` : `${event} to ${listener} (${role})`,
      }),
    ),
  );
}

function assertUnique(kind: string, things: readonly Named[]): void {
  const owners = new Map<string, string>();
  for (const { name, owner } of things) {
    const other = owners.get(name);
    if (other !== undefined) {
      throw new BusError(
        'DEFINITION_INVALID',
        `The ${kind} of "${other}" and the ${kind} of "${owner}" would both be named ${name} in AWS. Rename one of the two.`,
      );
    }
    owners.set(name, owner);
  }
}
