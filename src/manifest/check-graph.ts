import type { GraphFinding as AcknowledgedFinding, FunctionOptions } from '../definition/index.ts';
import { awaitedBy, createBusGraph, type GraphFunction } from './bus-graph.ts';
import { findCycles } from './cycles.ts';
import { defaultTimeoutSeconds } from './default-timeouts.ts';
import type { Manifest, SourcePosition } from './manifest.ts';

/** A service and how it is deployed, where that is known. */
export interface DeployedService {
  readonly manifest: Manifest;
  readonly props?:
    | {
        readonly defaults?: FunctionOptions | undefined;
        readonly functions?: Readonly<Record<string, FunctionOptions>> | undefined;
      }
    | undefined;
}

/** What cannot work between functions, unlike what may be meant and be acknowledged. */
export const graphErrors = [
  'EVENT_NOT_DEFINED',
  'FIRE_NOT_ALLOWED',
  'NAME_COLLISION',
  'PROCEDURE_NOT_DEFINED',
] as const;

/** What is wrong, or may well be, with how functions call, fire and listen. */
export interface GraphFinding {
  readonly severity: 'error' | 'warning';
  readonly code: AcknowledgedFinding | (typeof graphErrors)[number];
  /** One sentence. */
  readonly message: string;
  /** What to do. */
  readonly hint: string;
  /** The service that the position is in. */
  readonly service: string;
  readonly position?: SourcePosition | undefined;
}

const recursionPage = 'https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html';
/** Functions that wait for each other are all billed, and each adds its cold start. */
const longestChain = 5;

/**
 * Checks how the functions of some services work together: what may be meant is a warning, which the option
 * `acknowledge` of one of the functions concerned ends; what cannot work is an error. Pure.
 */
export function checkGraph(services: readonly DeployedService[]): readonly GraphFinding[] {
  const manifests = services.map(({ manifest }) => manifest);
  const graph = createBusGraph(manifests);
  const settings = new Map(services.flatMap(settingsOf));
  const isAcknowledged = (code: AcknowledgedFinding, functions: readonly GraphFunction[]): boolean =>
    functions.some(({ id }) => settings.get(id)?.acknowledge.includes(code));
  return [
    ...collisions(manifests),
    ...missingTargets(manifests, graph.functions),
    ...findCycles(graph).flatMap(({ kind, way, functions }): readonly GraphFinding[] => {
      const code = kind === 'calls' ? 'CALL_CYCLE' : 'EVENT_LOOP';
      const first = functions.find(({ id }) => id === way[0]) ?? functions[0];
      if (first === undefined || isAcknowledged(code, functions)) return [];
      return [
        {
          severity: 'warning',
          code,
          message: `${way.join(' → ')} ${kind === 'calls' ? 'is a circle of calls' : 'is a circle of events and calls'}, which goes round until something ends it; Lambda stops it after 16 rounds.`,
          hint: `Break the circle, or where its code ends it: acknowledge: ['${code}'] among the options of one of these functions. See ${recursionPage}`,
          service: first.service,
          position: first.source,
        },
      ];
    }),
    ...graph.functions.flatMap((caller) =>
      awaitedBy(caller).flatMap((call): readonly GraphFinding[] => {
        const [own, other] = [settings.get(caller.id)?.timeout, settings.get(call)?.timeout];
        if (own === undefined || other === undefined || other <= own) return [];
        if (isAcknowledged('TIMEOUT_NOT_NESTED', [caller])) return [];
        return [
          {
            severity: 'warning',
            code: 'TIMEOUT_NOT_NESTED',
            message: `${caller.name} ends after ${own} s, but ${call}, which it waits for, may take ${other} s: the answer may come to nobody.`,
            hint: `Give ${caller.name} a timeout of more than ${other} s, call it by enqueue(), or acknowledge: ['TIMEOUT_NOT_NESTED'].`,
            service: caller.service,
            position: caller.source,
          },
        ];
      }),
    ),
    ...deepChains(graph.functions).flatMap((chain): readonly GraphFinding[] => {
      const [first] = chain;
      if (first === undefined || isAcknowledged('CALL_CHAIN_DEEP', chain)) return [];
      return [
        {
          severity: 'warning',
          code: 'CALL_CHAIN_DEEP',
          message: `${chain.map(({ name }) => name).join(' → ')} is a chain of ${chain.length} functions that wait for each other: each is billed while it waits, and their cold starts add up.`,
          hint: `Let one of them fire an event, or enqueue() the rest; where it is meant: acknowledge: ['CALL_CHAIN_DEEP'].`,
          service: first.service,
          position: first.source,
        },
      ];
    }),
  ];
}

interface Settings {
  readonly timeout: number;
  readonly acknowledge: readonly AcknowledgedFinding[];
}

function settingsOf({ manifest, props }: DeployedService): readonly (readonly [string, Settings])[] {
  const settings = (
    kind: GraphFunction['kind'],
    source: string,
    options: FunctionOptions & { readonly acknowledge?: readonly AcknowledgedFinding[] | undefined },
  ): Settings => ({
    timeout:
      props?.functions?.[source]?.timeout ?? options.timeout ?? props?.defaults?.timeout ?? defaultTimeoutSeconds[kind],
    acknowledge: options.acknowledge ?? [],
  });
  const { service } = manifest;
  return [
    ...manifest.apis.flatMap((api) =>
      api.procedures.map(({ name, options }) => {
        const id = `${api.name}.${name}`;
        return [id, settings('procedure', id, options)] as const;
      }),
    ),
    ...manifest.listeners.map(
      ({ name, options }) => [`${service}/${name}`, settings('listener', name, options)] as const,
    ),
    ...manifest.schedules.map(
      ({ name, options }) => [`${service}/${name}`, settings('schedule', name, options)] as const,
    ),
  ];
}

/** The longest chains of calls that are too long, one for each function that nobody in them calls; circles apart. */
function deepChains(functions: readonly GraphFunction[]): readonly (readonly GraphFunction[])[] {
  const byId = new Map(functions.map((node) => [node.id, node]));
  const longest = new Map<string, readonly GraphFunction[]>();
  const visiting = new Set<string>();
  const chainFrom = (node: GraphFunction): readonly GraphFunction[] => {
    const known = longest.get(node.id);
    if (known !== undefined) return known;
    if (visiting.has(node.id)) return [];
    visiting.add(node.id);
    let rest: readonly GraphFunction[] = [];
    for (const call of awaitedBy(node)) {
      const callee = byId.get(call);
      const chain = callee === undefined ? [] : chainFrom(callee);
      if (chain.length > rest.length) rest = chain;
    }
    visiting.delete(node.id);
    const chain = [node, ...rest];
    longest.set(node.id, chain);
    return chain;
  };
  const called = new Set(functions.flatMap(awaitedBy));
  return functions
    .filter(({ id }) => !called.has(id))
    .map(chainFrom)
    .filter((chain) => chain.length > longestChain);
}

function collisions(manifests: readonly Manifest[]): readonly GraphFinding[] {
  const findings: GraphFinding[] = [];
  const services = new Map<string, Manifest>();
  const apis = new Map<string, string>();
  for (const manifest of manifests) {
    const { service } = manifest;
    if (services.has(service)) {
      findings.push({
        severity: 'error',
        code: 'NAME_COLLISION',
        message: `Two services are named "${service}": their listeners and schedules would have the same names in AWS.`,
        hint: 'Give one of them another name: lambdabus.service in its package.json.',
        service,
      });
    }
    services.set(service, manifest);
    for (const { name, className, source } of manifest.apis) {
      const other = apis.get(name);
      if (other !== undefined) {
        findings.push({
          severity: 'error',
          code: 'NAME_COLLISION',
          message: `API "${name}" of ${className} in service "${service}" is also an API of service "${other}": their functions and topics would have the same names in AWS.`,
          hint: 'Give one of the two classes another meta.name.',
          service,
          position: source,
        });
      }
      apis.set(name, service);
    }
  }
  return findings;
}

/** What is called, fired or listened to of an API that is known, but does not have it. */
function missingTargets(manifests: readonly Manifest[], functions: readonly GraphFunction[]): readonly GraphFinding[] {
  const apis = new Map(
    manifests.flatMap(({ service, apis: own }) => own.map((api) => [api.name, { service, api }] as const)),
  );
  const apiOf = (dotted: string) => apis.get(dotted.slice(0, dotted.lastIndexOf('.')));
  const memberOf = (dotted: string): string => dotted.slice(dotted.lastIndexOf('.') + 1);
  const rebuild = (service: string): string =>
    `Build ${service} against the present code of the API, or correct the name.`;
  return functions.flatMap((user): readonly GraphFinding[] => {
    const place = { service: user.service, position: user.source, severity: 'error' } as const;
    return [
      ...user.calls.flatMap((call): readonly GraphFinding[] => {
        const known = apiOf(call);
        if (known === undefined || known.api.procedures.some(({ name }) => name === memberOf(call))) return [];
        const message = `${user.name} calls ${call}, but ${known.api.name} of service "${known.service}" has no such procedure.`;
        return [{ ...place, code: 'PROCEDURE_NOT_DEFINED', message, hint: rebuild(user.service) }];
      }),
      ...[...user.listensTo, ...user.fires].flatMap((event): readonly GraphFinding[] => {
        const known = apiOf(event);
        if (known === undefined || known.api.events.some(({ name }) => name === memberOf(event))) return [];
        const does = user.listensTo.includes(event) ? 'listens to' : 'fires';
        const message = `${user.name} ${does} ${event}, but ${known.api.name} of service "${known.service}" has no such event.`;
        return [{ ...place, code: 'EVENT_NOT_DEFINED', message, hint: rebuild(user.service) }];
      }),
      ...user.fires.flatMap((event): readonly GraphFinding[] => {
        const known = apiOf(event);
        const found = known?.api.events.find(({ name }) => name === memberOf(event));
        if (known === undefined || found === undefined || known.service === user.service) return [];
        if (found.openTo.includes(user.service)) return [];
        const opened =
          found.openTo.length === 0 ? 'not open to other services' : `open to ${found.openTo.join(', ')} only`;
        return [
          {
            ...place,
            code: 'FIRE_NOT_ALLOWED',
            message: `${user.name} of service "${user.service}" fires ${event}, which is ${opened}.`,
            hint: `Its owner "${known.service}" may open it: event<T>({ openTo: ['${user.service}'] }).`,
          },
        ];
      }),
    ];
  });
}
