import type { FifoFireOptions, FireOptions } from '../definition/index.ts';
import { createListener, type EventHandler, type ListenerOptions } from '../definition/index.ts';
import type { Bus, IdempotentCallOptions } from './bus-type.ts';
import { callProcedure, enqueueProcedure } from './call.ts';
import { EventSender } from './fire.ts';
import type { BusOptions } from './options.ts';

const pathKey = Symbol.for('lambdabus.path');

/** What the nodes of one bus share. */
interface BusCore {
  readonly options: BusOptions;
  readonly events: EventSender;
}

/**
 * Makes the typed client of a bus: calls procedures by Lambda Invoke, fires events to SNS, and makes listeners.
 * Nothing is loaded or connected before the first call or fire.
 *
 * @example
 * ```ts
 * import type * as apis from './apis.ts';
 *
 * const bus = createBus<typeof apis>();
 * const found = await bus.support.case.get({ id });
 * await bus.support.case.caseCreated.fire({ id, sender, subject, body });
 * ```
 */
export function createBus<TModules>(options: BusOptions = {}): Bus<TModules> {
  const core: BusCore = { options, events: new EventSender(options) };
  const client = {
    call: (procedure: string, params?: unknown, callOptions?: IdempotentCallOptions) =>
      callProcedure(procedure, params, callOptions, options),
    enqueue: (procedure: string, params?: unknown, callOptions?: IdempotentCallOptions) =>
      enqueueProcedure(procedure, params, callOptions, options),
    fire: (event: string, payload: unknown, fireOptions?: FireOptions & Partial<FifoFireOptions>) =>
      core.events.fire(event, payload, fireOptions),
  };
  const nodes = new Map<string, unknown>();
  const root = new Proxy(Object.create(null) as object, {
    get: (_target, key) => (key === '$client' ? client : childOf('', key, nodes, core)),
    has: (_target, key) => key === '$client',
  });
  // What the proxy answers is what the type computes from the modules: every path is a node.
  return root as Bus<TModules>;
}

/** The dotted name of a place on a bus, also of a bus that another copy of the library made. */
export function pathOf(node: unknown): string | undefined {
  if (typeof node !== 'function' || !(pathKey in node)) return undefined;
  const path = node[pathKey];
  return typeof path === 'string' ? path : undefined;
}

/**
 * What JavaScript itself asks of any value, such as `await` for `then`: answered as by an ordinary function, or each
 * `await bus.support` would become a call.
 */
const ordinaryKeys: ReadonlySet<string> = new Set([
  'then',
  'catch',
  'finally',
  'toJSON',
  'constructor',
  'prototype',
  'call',
  'apply',
  'bind',
  'name',
  'length',
  'arguments',
  'caller',
  'toString',
  'valueOf',
  'toLocaleString',
  'hasOwnProperty',
  'isPrototypeOf',
  'propertyIsEnumerable',
  'asymmetricMatch',
  'nodeType',
  'tagName',
  '$$typeof',
  '__proto__',
]);

function childOf(path: string, key: string | symbol, nodes: Map<string, unknown>, core: BusCore): unknown {
  if (typeof key === 'symbol' || ordinaryKeys.has(key)) return undefined;
  let node = nodes.get(key);
  if (node === undefined) {
    node = createNode(path === '' ? key : `${path}.${key}`, core);
    nodes.set(key, node);
  }
  return node;
}

/** A place on the bus; whether it is an API, a procedure or an event is known to the types, and to whoever uses it. */
function createNode(path: string, core: BusCore): unknown {
  const children = new Map<string, unknown>();
  const call = (params?: unknown, options?: IdempotentCallOptions): Promise<unknown> =>
    callProcedure(path, params, options, core.options);
  const methods: Readonly<Record<string, unknown>> = {
    enqueue: (params?: unknown, options?: IdempotentCallOptions) =>
      enqueueProcedure(path, params, options, core.options),
    fire: (payload: unknown, options?: FireOptions & Partial<FifoFireOptions>) =>
      core.events.fire(path, payload, options),
    listen: (handler: EventHandler<unknown>, options: ListenerOptions = {}) =>
      createListener([path], handler, options, false),
  };
  return new Proxy(Object.defineProperty(call, 'name', { value: path }), {
    get: (target, key) => {
      if (key === pathKey) return path;
      if (typeof key === 'string' && Object.hasOwn(methods, key)) return methods[key];
      if (key === 'then' || key === 'toJSON' || key === 'catch' || key === 'finally') return undefined;
      if (typeof key === 'symbol' || ordinaryKeys.has(key)) return Reflect.get(target, key);
      return childOf(path, key, children, core);
    },
    has: (target, key) => key === pathKey || Reflect.has(target, key),
  });
}
