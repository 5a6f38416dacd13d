import type { ApiReading } from './api-class.ts';
import type { Checking } from './checking.ts';

/** Checks what only all APIs together show: equal names, and members that are in the way of another API. */
export function checkNames(readings: readonly ApiReading[], checking: Checking): void {
  const byName = new Map<string, ApiReading>();
  for (const reading of readings) {
    const { name, className } = reading.api;
    if (name === undefined) continue;
    const first = byName.get(name);
    if (first === undefined) {
      byName.set(name, reading);
      continue;
    }
    checking.report(
      {
        code: 'API_NAME_TAKEN',
        message: `API "${name}" is already registered by ${first.api.className}, now again by ${className}.`,
        hint: 'Give one of the two classes another meta.name.',
        related: { message: `${first.api.className} has the name here.`, node: first.nameNode },
      },
      reading.nameNode,
    );
  }
  for (const [name, reading] of byName) checkSegments(name, reading, byName, checking);
}

/** `bus.support.case` cannot be both an event of `support` and the way to the API `support.case`. */
function checkSegments(
  name: string,
  { api, members }: ApiReading,
  byName: ReadonlyMap<string, ApiReading>,
  checking: Checking,
): void {
  for (const [member, node] of members) {
    const dotted = `${name}.${member}`;
    const other = [...byName].find(([otherName]) => otherName === dotted || otherName.startsWith(`${dotted}.`));
    if (other === undefined) continue;
    const [otherName, otherReading] = other;
    checking.report(
      {
        code: 'MEMBER_IS_API_SEGMENT',
        message: `${api.className}.${member} would be at bus.${dotted}, where the way to API "${otherName}" (${otherReading.api.className}) leads through.`,
        hint: `Rename the ${api.events.some((event) => event.name === member) ? 'event' : 'procedure'}, or give ${otherReading.api.className} another meta.name.`,
        related: { message: `${otherReading.api.className} has its name here.`, node: otherReading.nameNode },
      },
      node,
    );
  }
}
