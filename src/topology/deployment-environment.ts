import { longestPrefix, splitMember } from '../definition/index.ts';
import type { Bundle, Manifest } from '../manifest/index.ts';
import { formerEvents } from './former-events.ts';
import type { TopologyInput, TopologyProps } from './topology-props.ts';

/**
 * What a function is told of its deployment beyond its names, as far as its code needs it: environment variables with
 * JSON, which the client of the bus reads.
 */
export function deploymentEnvironment(
  bundle: Bundle,
  { manifest, props }: TopologyInput,
): Readonly<Record<string, string>> {
  return {
    ...variable('LAMBDABUS_MESSAGE_SIZES', messageSizes(bundle, manifest)),
    ...variable('LAMBDABUS_LOCATIONS', usedLocations(bundle, props)),
    ...variable('LAMBDABUS_TOPICS', firedTopics(bundle, props)),
    ...variable(
      'LAMBDABUS_FORMER_EVENTS',
      [...formerEvents(manifest)].filter(([event]) => bundle.fires.some((fired) => fired.event === event)),
    ),
  };
}

function variable(name: string, members: readonly (readonly [string, unknown])[]): Readonly<Record<string, string>> {
  return members.length === 0 ? {} : { [name]: JSON.stringify(Object.fromEntries(members)) };
}

/** Of the service's own events that it fires, those that may have more than 256 KiB. */
function messageSizes({ fires }: Bundle, { apis }: Manifest): readonly (readonly [string, number])[] {
  return apis.flatMap((api) =>
    api.events.flatMap(({ name, maximumMessageSize }) => {
      const event = `${api.name}.${name}`;
      const isFired = fires.some((fired) => fired.event === event);
      return maximumMessageSize !== undefined && isFired ? [[event, maximumMessageSize] as const] : [];
    }),
  );
}

function usedLocations({ calls, fires }: Bundle, { locations = {} }: TopologyProps) {
  const used = [...calls, ...fires.map(({ event }) => event)].map((name) =>
    longestPrefix(splitMember(name).api, Object.keys(locations)),
  );
  return Object.entries(locations).filter(([prefix]) => used.includes(prefix));
}

function firedTopics({ fires }: Bundle, { topics = {} }: TopologyProps) {
  return Object.entries(topics).filter(([event]) => fires.some((fired) => fired.event === event));
}
