import { fireEvent as fire } from '../src/client/fire.ts';
import type { FireEvent } from '../src/definition/index.ts';

/** Fires an event of this service from inside a function, by its dotted name. */
export const fireEvent: FireEvent = (event, payload, options) => fire(event, payload, options);
