import type { BusGraph, GraphFunction } from './bus-graph.ts';

/** Functions that lead to each other: by calls that wait alone, or also by events and what is enqueued. */
export interface Cycle {
  readonly kind: 'calls' | 'events';
  /** One way round, from a function back to itself, events among them. */
  readonly way: readonly string[];
  /** All functions that lead to each other. */
  readonly functions: readonly GraphFunction[];
}

/** Finds functions that lead to each other; each is in one cycle at most. */
export function findCycles({ functions }: BusGraph): readonly Cycle[] {
  const byId = new Map(functions.map((node) => [node.id, node]));
  const listeners = new Map<string, string[]>();
  for (const { id, listensTo } of functions) {
    for (const event of listensTo) listeners.set(event, [...(listeners.get(event) ?? []), id]);
  }
  const next = (id: string): readonly string[] => {
    const node = byId.get(id);
    if (node === undefined) return listeners.get(eventOf(id)) ?? [];
    return [...node.calls.filter((call) => byId.has(call)), ...node.fires.map(eventId)];
  };
  return strongComponents([...byId.keys()], next).flatMap((component): readonly Cycle[] => {
    const members = new Set(component);
    const start = component.find((id) => byId.has(id));
    if (start === undefined) return [];
    const way = shortestWayRound(start, members, next);
    if (way === undefined) return [];
    return [
      {
        kind: component.some((id) => !byId.has(id)) || !waitsAllAlong(way, byId) ? 'events' : 'calls',
        way: way.map((id) => (byId.has(id) ? id : eventOf(id))),
        functions: component.flatMap((id) => byId.get(id) ?? []),
      },
    ];
  });
}

/** Whether each function of a way waits for the next. */
function waitsAllAlong(way: readonly string[], byId: ReadonlyMap<string, GraphFunction>): boolean {
  return way.every((id, index) => {
    const next = way[index + 1];
    return next === undefined || byId.get(id)?.enqueues.includes(next) === false;
  });
}

/** A listener of one service may have the name of an event of another, so events are told apart by a mark. */
const eventMark = '~';
const eventId = (event: string): string => `${eventMark}${event}`;
const eventOf = (id: string): string => id.slice(eventMark.length);

/** Tarjan's algorithm, without recursion: a chain may be longer than the stack is deep. */
function strongComponents(
  ids: readonly string[],
  next: (id: string) => readonly string[],
): readonly (readonly string[])[] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const components: string[][] = [];
  for (const root of [...ids].sort()) {
    if (order.has(root)) continue;
    const work = [{ id: root, targets: next(root), at: 0 }];
    enter(root);
    for (let frame = work.at(-1); frame !== undefined; frame = work.at(-1)) {
      const target = frame.targets[frame.at];
      frame.at += 1;
      if (target === undefined) {
        work.pop();
        leave(frame.id, work.at(-1)?.id);
      } else if (!order.has(target)) {
        enter(target);
        work.push({ id: target, targets: next(target), at: 0 });
      } else if (onStack.has(target)) lower(frame.id, order.get(target) ?? 0);
    }
  }
  return components;

  function enter(id: string): void {
    order.set(id, order.size);
    low.set(id, order.size - 1);
    stack.push(id);
    onStack.add(id);
  }

  function leave(id: string, parent: string | undefined): void {
    const own = low.get(id) ?? 0;
    if (own === order.get(id)) {
      const component = stack.splice(stack.lastIndexOf(id));
      for (const member of component) onStack.delete(member);
      components.push(component);
    }
    if (parent !== undefined) lower(parent, own);
  }

  function lower(id: string, to: number): void {
    low.set(id, Math.min(low.get(id) ?? to, to));
  }
}

function shortestWayRound(
  start: string,
  members: ReadonlySet<string>,
  next: (id: string) => readonly string[],
): readonly string[] | undefined {
  const from = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const target of next(id)) {
      if (target === start) {
        const way = [start];
        for (let at: string | undefined = id; at !== undefined; at = at === start ? undefined : from.get(at))
          way.unshift(at);
        return way;
      }
      if (!members.has(target) || from.has(target)) continue;
      from.set(target, id);
      queue.push(target);
    }
  }
  return undefined;
}
