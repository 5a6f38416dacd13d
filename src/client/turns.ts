import type { Deadline } from './deadline.ts';
import type { BusOptions } from './options.ts';

/** How many calls through Lambda are under way at once where nothing says another number: as many as the SDK connects. */
const defaultConcurrency = 50;

/** Lets so many things be under way at once; the others wait for their turn in the order in which they came. */
class Turns {
  readonly #atOnce: number;
  readonly #waiting = new Set<() => void>();
  #underWay = 0;

  /** @throws RangeError for a number that is no count. */
  constructor(atOnce: number) {
    if (!(atOnce >= 1)) throw new RangeError(`concurrency is a number of calls from 1, or Infinity, got ${atOnce}.`);
    this.#atOnce = atOnce;
  }

  /**
   * Takes a turn: at once, or when the promise resolves. Whoever has it gives it back by `release`.
   * @throws BusError when the deadline is over before its turn has come; then there is nothing to give back.
   */
  take(deadline: Deadline): Promise<void> | undefined {
    if (this.#underWay < this.#atOnce) {
      this.#underWay += 1;
      return undefined;
    }
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      deadline.onOver(() => {
        if (this.#waiting.delete(resolve)) reject(deadline.error(undefined));
      });
    });
  }

  /** Gives a turn back, to whoever waits longest. */
  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#underWay -= 1;
    } else {
      this.#waiting.delete(next);
      next();
    }
  }
}

// One for each bus that has a concurrency of its own, and one for all others that call through Lambda.
const turnsOfBuses = new WeakMap<BusOptions, Turns>();
const turnsOfLambda = new Turns(defaultConcurrency);

/**
 * What bounds the calls of a bus. Nothing bounds those through an invoker of one's own: it may call in process, where one
 * call waits for others.
 * @throws RangeError for a concurrency that is no count.
 */
export function turnsOf(bus: BusOptions): Turns | undefined {
  if (bus.concurrency === undefined) return bus.invoker === undefined ? turnsOfLambda : undefined;
  const known = turnsOfBuses.get(bus) ?? new Turns(bus.concurrency);
  turnsOfBuses.set(bus, known);
  return known;
}
