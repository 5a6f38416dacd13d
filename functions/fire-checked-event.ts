import { fireEvent, payloadInvalid } from '../src/client/fire.ts';
import { bindEvents } from '../src/definition/index.ts';
import type { Issue } from '../src/wire/validator.ts';
import { runSchema } from './standard-schema.ts';

/**
 * Makes what gives the events of an API's instance their names and the way to fire them, those with a Standard Schema
 * only when that takes the payload.
 * @param secrets The properties that must not be shown, by the event's dotted name.
 */
export function bindCheckedEvents(
  secrets: Readonly<Record<string, readonly string[]>>,
): (instance: object, api: string) => void {
  return (instance, api) => {
    bindEvents(instance, api, (event, payload, options, schema) => {
      const send = () => fireEvent(event, payload, options);
      if (schema === undefined) return send();
      const issues: Issue[] = [];
      const checked = runSchema({ schema, secrets: secrets[event] ?? [] }, payload, issues);
      const sendValid = () => {
        if (issues.length > 0) throw payloadInvalid(event, issues);
        return send();
      };
      return checked instanceof Promise ? checked.then(sendValid) : sendValid();
    });
  };
}
