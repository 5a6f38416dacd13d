import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BusError } from '../../src/definition/index.ts';
import type { Placement } from './place.ts';

/** The file's version; another one is refused. */
const placementVersion = 1;

/** A placement file: per service, or service and `/events` for an `EventsStack`, what stands in which stack. */
interface PlacementDocument {
  readonly placementVersion: typeof placementVersion;
  readonly services: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A committed file that records the stack of every unit, for all stages. */
export class PlacementFile {
  readonly path: string;

  /** @param path Relative to the working directory, where `cdk.json` lies. */
  constructor(path: string) {
    this.path = resolve(path);
  }

  /**
   * What is recorded of a service.
   * @returns undefined where nothing is.
   * @throws BusError `DEFINITION_INVALID` for a file that is no placement file.
   */
  read(service: string): Placement | undefined {
    const stacks = this.#document()?.services[service];
    if (stacks === undefined) return undefined;
    const entries = Object.entries(stacks).flatMap(([stack, units]) => units.map((unit) => [unit, stack] as const));
    const placement = new Map(entries);
    for (const [unit, stack] of entries) {
      const last = placement.get(unit);
      if (last === stack) continue;
      throw this.#invalid(`"${unit}" stands both in "${stack}" and in "${last}". Keep the one that is deployed.`);
    }
    return placement;
  }

  /** Records a service's placement beside those of the others; unchanged content is not written. */
  write(service: string, placement: Placement): void {
    const stacks = Map.groupBy(placement, ([, stack]) => stack);
    const recorded = Object.fromEntries(
      [...stacks]
        .sort(([one], [other]) => compare(one, other))
        .map(([stack, units]) => [stack, units.map(([unit]) => unit).sort(compare)]),
    );
    const services = { ...this.#document()?.services, [service]: recorded };
    const document: PlacementDocument = {
      placementVersion,
      services: Object.fromEntries(Object.entries(services).sort(([one], [other]) => compare(one, other))),
    };
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    if (!existsSync(this.path) || readFileSync(this.path, 'utf8') !== text) writeFileSync(this.path, text);
  }

  #document(): PlacementDocument | undefined {
    if (!existsSync(this.path)) return undefined;
    let document: unknown;
    try {
      document = JSON.parse(readFileSync(this.path, 'utf8'));
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw this.#invalid(`it is no JSON (${error.message}). A merge may have left its marks in it.`, error);
    }
    if (!isDocument(document)) {
      throw this.#invalid(
        `it must be { "placementVersion": ${placementVersion}, "services": { <service>: { <stack>: [<name>, …] } } }. Take the last good one from version control.`,
      );
    }
    return document;
  }

  #invalid(what: string, cause?: unknown): BusError {
    return new BusError('DEFINITION_INVALID', `The placement file ${this.path} cannot be used: ${what}`, { cause });
  }
}

function isDocument(value: unknown): value is PlacementDocument {
  if (!isObject(value) || value['placementVersion'] !== placementVersion || !isObject(value['services'])) return false;
  return Object.values(value['services']).every(
    (stacks) =>
      isObject(stacks) &&
      Object.entries(stacks).every(
        ([stack, units]) =>
          /^(root|(events|functions)-[1-9][0-9]*)$/.test(stack) &&
          Array.isArray(units) &&
          units.every((unit) => typeof unit === 'string'),
      ),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** By code units: the same order on every machine. */
function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
