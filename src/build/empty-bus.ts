import type { Diagnostic } from './diagnostic.ts';
import type { BusPlan } from './plan.ts';

/** Warns of a bus module that brings nothing onto the bus: nothing would be deployed, and nobody be told. */
export function emptyBus({ apis, listeners, schedules, warnings }: BusPlan, busModule: string): readonly Diagnostic[] {
  if (apis.length + listeners.length + schedules.length > 0) return [];
  // That says why.
  if (warnings.some(({ code }) => code === 'API_NOT_EXTENDED')) return [];
  return [
    {
      code: 'BUS_EMPTY',
      message: 'The bus module exports nothing that is on the bus: no API class, no listener, no schedule.',
      hint: "Export what the service has: export class SupportApi extends Api { … }, or export * from './apis.ts' where that lies in another module.",
      position: { file: busModule, line: 1, column: 1 },
    },
  ];
}
