import type { FireEvent } from '../src/definition/index.ts';

/** Fires an event of this service from inside a function. */
export declare const fireEvent: FireEvent;
