import { fireEvent } from '../src/client/fire.ts';
import { bindEvents as bind } from '../src/definition/index.ts';

/** Gives the events of an API's instance their names and the way to fire them. */
export function bindEvents(instance: object, api: string): void {
  bind(instance, api, (event, payload, options) => fireEvent(event, payload, options));
}
