import type { BusOptions } from './options.ts';

interface Remembered<TResult> {
  readonly stage: string | undefined;
  readonly result: TResult;
}

/**
 * Remembers what was worked out for a dotted name on a bus: the environment says the same for as long as a process lives.
 * Only the stage is asked for again, which tests change.
 */
export function remembered<TResult>(
  workOut: (name: string, bus: BusOptions) => TResult,
): (name: string, bus: BusOptions) => TResult {
  const results = new WeakMap<BusOptions, Map<string, Remembered<TResult>>>();
  return (name, bus) => {
    const ofBus = results.get(bus) ?? new Map<string, Remembered<TResult>>();
    const stage = bus.stage ?? process.env['LAMBDABUS_STAGE'];
    const known = ofBus.get(name);
    if (known !== undefined && known.stage === stage) return known.result;
    const result = workOut(name, bus);
    results.set(bus, ofBus.set(name, { stage, result }));
    return result;
  };
}
