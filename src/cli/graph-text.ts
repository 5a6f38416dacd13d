import type { BusGraph, GraphFunction } from '../manifest/index.ts';

/** Prints a graph for a terminal: each function with what it does, each event with who fires it and who listens. */
export function graphText({ functions, events }: BusGraph): string {
  const services = [...new Set(functions.map(({ service }) => service))];
  const sections = services.map((service) =>
    [
      service,
      ...functions.filter((node) => node.service === service).map((node) => `  ${node.name}${does(node)}`),
    ].join('\n'),
  );
  const heard = events.map(({ id, service }) => {
    const fired = functions.filter(({ fires }) => fires.includes(id)).map(({ id: by }) => by);
    const listened = functions.filter(({ listensTo }) => listensTo.includes(id)).map(({ id: by }) => by);
    const owner = service === undefined ? ' (of a service that is not given)' : '';
    return `  ${id}${owner}: ${list('fired by', fired) || 'fired by no function'}; ${list('heard by', listened) || 'heard by none'}`;
  });
  return [...sections, ...(heard.length === 0 ? [] : [['events', ...heard].join('\n')])].join('\n\n');
}

function does({ calls, fires, listensTo }: GraphFunction): string {
  const parts = [list('calls', calls), list('fires', fires), list('listens to', listensTo)].filter(
    (part) => part !== '',
  );
  return parts.length === 0 ? '' : ` ${parts.join('; ')}`;
}

function list(what: string, names: readonly string[]): string {
  return names.length === 0 ? '' : `${what} ${names.join(', ')}`;
}

/** @see https://mermaid.js.org/syntax/flowchart.html */
export function graphMermaid(graph: BusGraph): string {
  const ids = idsOf(graph);
  return [
    'flowchart LR',
    ...services(graph).flatMap(([service, nodes]) => [
      `  subgraph ${JSON.stringify(service)}`,
      ...nodes.map((id) => `    ${node(id, graph, ids)}`),
      '  end',
    ]),
    ...outside(graph).map((id) => `  ${node(id, graph, ids)}`),
    ...edges(graph).map(
      ({ from, to, does: what }) => `  ${ids.get(from)} ${what === 'calls' ? '-->' : '-.->'}|${what}| ${ids.get(to)}`,
    ),
  ].join('\n');
}

function node(id: string, { events }: BusGraph, ids: ReadonlyMap<string, string>): string {
  const isEvent = events.some((event) => `event ${event.id}` === id);
  const label = JSON.stringify(labelOf(id));
  return isEvent ? `${ids.get(id)}([${label}])` : `${ids.get(id)}[${label}]`;
}

/** @see https://graphviz.org/doc/info/lang.html */
export function graphDot(graph: BusGraph): string {
  const quote = (text: string): string => JSON.stringify(text);
  return [
    'digraph bus {',
    '  rankdir=LR;',
    ...services(graph).flatMap(([service, nodes], index) => [
      `  subgraph cluster_${index} {`,
      `    label=${quote(service)};`,
      ...nodes.map(
        (id) => `    ${quote(id)} [label=${quote(labelOf(id))}, shape=${id.startsWith('event ') ? 'ellipse' : 'box'}];`,
      ),
      '  }',
    ]),
    ...outside(graph).map((id) => `  ${quote(id)} [label=${quote(labelOf(id))}, style=dashed];`),
    ...edges(graph).map(
      ({ from, to, does: what }) =>
        `  ${quote(from)} -> ${quote(to)} [label=${quote(what)}${what === 'calls' ? '' : ', style=dashed'}];`,
    ),
    '}',
  ].join('\n');
}

interface Edge {
  readonly from: string;
  readonly to: string;
  readonly does: 'calls' | 'fires' | 'is heard by';
}

function edges({ functions }: BusGraph): readonly Edge[] {
  return functions.flatMap(({ id, calls, fires, listensTo }): readonly Edge[] => [
    ...calls.map((call) => ({ from: id, to: call, does: 'calls' }) as const),
    ...fires.map((event) => ({ from: id, to: `event ${event}`, does: 'fires' }) as const),
    ...listensTo.map((event) => ({ from: `event ${event}`, to: id, does: 'is heard by' }) as const),
  ]);
}

/** What each service has: its functions and events. */
function services({ functions, events }: BusGraph): readonly (readonly [string, readonly string[]])[] {
  const names = [...new Set(functions.map(({ service }) => service))];
  return names.map((service) => [
    service,
    [
      ...functions.filter((made) => made.service === service).map(({ id }) => id),
      ...events.filter((event) => event.service === service).map(({ id }) => `event ${id}`),
    ],
  ]);
}

/** What is called, fired or heard of services that are not given. */
function outside(graph: BusGraph): readonly string[] {
  const known = new Set(services(graph).flatMap(([, nodes]) => nodes));
  const named = edges(graph).flatMap(({ from, to }) => [from, to]);
  return [...new Set(named)].filter((id) => !known.has(id)).sort();
}

function idsOf(graph: BusGraph): ReadonlyMap<string, string> {
  const all = [...services(graph).flatMap(([, nodes]) => nodes), ...outside(graph)];
  return new Map(all.map((id, index) => [id, `n${index}`]));
}

function labelOf(id: string): string {
  return id.startsWith('event ') ? id.slice('event '.length) : id;
}
