import { createBus } from '../src/client/index.ts';
import type { FireEvent } from '../src/definition/index.ts';

let bus: { readonly $client: { readonly fire: FireEvent } } | undefined;

/** Fires an event of this service from inside a function, by its dotted name. */
export const fireEvent: FireEvent = (event, payload, options) => {
  // One client for each execution environment, made when the first event is fired.
  bus ??= createBus();
  return bus.$client.fire(event, payload, options);
};
