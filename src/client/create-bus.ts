import {
  createListener,
  type EventHandler,
  type FifoFireOptions,
  type FireOptions,
  type ListenerOptions,
  memberNameProblem,
} from '../definition/index.ts';
import type { Bus, IdempotentCallOptions } from './bus-type.ts';
import { callProcedure, enqueueProcedure } from './call.ts';
import { fireEvent } from './fire.ts';
import { assertBusOptions, type BusOptions } from './options.ts';
import { turnsOf } from './turns.ts';

const pathKey = Symbol.for('lambdabus.path');

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
 * @throws BusError `DEFINITION_INVALID` for what is no option, and RangeError for a concurrency below 1.
 */
export function createBus<TModules>(options: BusOptions = {}): Bus<TModules> {
  // Said where the bus is made, not where it is first used.
  assertBusOptions(options);
  turnsOf(options);
  const client = {
    call: (procedure: string, params?: unknown, callOptions?: IdempotentCallOptions) =>
      callProcedure(procedure, params, callOptions, options),
    enqueue: (procedure: string, params?: unknown, callOptions?: IdempotentCallOptions) =>
      enqueueProcedure(procedure, params, callOptions, options),
    fire: (event: string, payload: unknown, fireOptions?: FireOptions & Partial<FifoFireOptions>) =>
      fireEvent(event, payload, fireOptions, options),
  };
  const nodes = new Map<string, unknown>();
  const root = new Proxy(
    {},
    {
      get: (target, key) => {
        if (key === '$client') return client;
        return isNode(target, key) ? childOf('', key, nodes, options) : Reflect.get(target, key);
      },
      has: (target, key) => key === '$client' || isNode(target, key) || Reflect.has(target, key),
    },
  );
  // What the proxy answers is what the type computes from the modules: every path is a node.
  return root as Bus<TModules>;
}

/** The dotted name of a place on a bus, also of a bus that another copy of the library made. */
export function pathOf(node: unknown): string | undefined {
  if (typeof node !== 'function' || !(pathKey in node)) return undefined;
  const path = node[pathKey];
  return typeof path === 'string' ? path : undefined;
}

/** What test libraries ask of a value to tell whether it is a matcher of theirs; they call it when it is a function. */
const matcherKey = 'asymmetricMatch';

/**
 * Whether a key is a place on the bus. Any other is answered as by an ordinary object: what no API, procedure or event
 * may be named, because JavaScript itself asks for it (`await` for `then`, templates for `toString`), and what a test
 * put there as a mock.
 */
function isNode(target: object, key: string | symbol): key is string {
  return (
    typeof key === 'string' && !Object.hasOwn(target, key) && memberNameProblem(key) === undefined && key !== matcherKey
  );
}

function childOf(path: string, key: string, nodes: Map<string, unknown>, options: BusOptions): unknown {
  let node = nodes.get(key);
  if (node === undefined) {
    node = createNode(path === '' ? key : `${path}.${key}`, options);
    nodes.set(key, node);
  }
  return node;
}

/** A place on the bus; whether it is an API, a procedure or an event is known to the types, and to whoever uses it. */
function createNode(path: string, bus: BusOptions): unknown {
  const children = new Map<string, unknown>();
  const call = (params?: unknown, options?: IdempotentCallOptions): Promise<unknown> =>
    callProcedure(path, params, options, bus);
  const enqueue = (params?: unknown, options?: IdempotentCallOptions): Promise<unknown> =>
    enqueueProcedure(path, params, options, bus);
  const fire = (payload: unknown, options?: FireOptions & Partial<FifoFireOptions>): Promise<unknown> =>
    fireEvent(path, payload, options, bus);
  const listen = (handler: EventHandler<unknown>, options: ListenerOptions = {}): unknown =>
    createListener([path], handler, options, false);
  const members = { name: path, [pathKey]: path, enqueue, fire, listen };
  for (const key of Reflect.ownKeys(members)) {
    // Not enumerable, so that a printed node is its name; configurable, so that a test can put a mock in its place.
    Object.defineProperty(call, key, { value: Reflect.get(members, key), configurable: true, writable: true });
  }
  return new Proxy(call, {
    get: (target, key) => (isNode(target, key) ? childOf(path, key, children, bus) : Reflect.get(target, key)),
    has: (target, key) => isNode(target, key) || Reflect.has(target, key),
  });
}
