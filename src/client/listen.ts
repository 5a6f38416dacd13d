import {
  BusError,
  createListener,
  type EventHandler,
  type ListenerDefinition,
  type ListenerOptions,
} from '../definition/index.ts';
import type { AnyEventClient, InputOf, PayloadOf } from './bus-type.ts';
import { pathOf } from './create-bus.ts';

/**
 * Makes a listener of several events: one function, and a queue for each of them. Export it from the bus module, which
 * names it; `context.event` says which event it is.
 *
 * @example
 * ```ts
 * export const audit = listen([bus.support.case.caseCreated, bus.billing.invoice.issued], async (payload, { event }) => { … });
 * ```
 * @throws BusError `DEFINITION_INVALID` for what is no event of a bus.
 */
export function listen<const TEvents extends readonly AnyEventClient[]>(
  events: TEvents,
  handler: EventHandler<PayloadOf<TEvents[number]>>,
  options: ListenerOptions<InputOf<TEvents[number]>> = {},
): ListenerDefinition<PayloadOf<TEvents[number]>, TEvents> {
  const names = events.map((event: unknown) => {
    const name = pathOf(event);
    if (name !== undefined) return name;
    throw new BusError(
      'DEFINITION_INVALID',
      `listen() takes a list of events of a bus, such as listen([bus.support.case.caseCreated], handler), got ${String(event)} in it.`,
    );
  });
  if (names.length === 0) {
    throw new BusError(
      'DEFINITION_INVALID',
      'listen([]) listens to nothing. Name at least one event, such as listen([bus.support.case.caseCreated], handler).',
    );
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new BusError('DEFINITION_INVALID', `listen() is given the event ${twice} twice. Name each event once.`);
  }
  return createListener(names, handler, options, true);
}
