import { type ApiClass, isApiClass } from './api.ts';
import { BusError } from './errors.ts';

/** An API that is on the bus of this process. */
export interface RegisteredApi {
  readonly name: string;
  readonly apiClass: ApiClass;
  readonly instance: object;
  /** Whether `registry.add` put it there, rather than its export. */
  readonly added: boolean;
}

/** The APIs of a process, by their dotted names. */
export class Registry {
  readonly #apis = new Map<string, RegisteredApi>();

  /**
   * Registers an API by an instance of it: the way for classes with `autoRegister: false`, while the bus module loads.
   * @throws BusError `DEFINITION_INVALID` when it is no API or its name is taken.
   */
  add(instance: object): void {
    const apiClass: unknown = instance.constructor;
    if (!isApiClass(apiClass)) {
      throw new BusError(
        'DEFINITION_INVALID',
        `registry.add() takes an instance of a class that extends Api, got ${String(instance)}.`,
      );
    }
    this.put({ name: apiClass.meta?.name, apiClass, instance, added: true });
  }

  /** Registers an API as it is; `add` and the build end here. */
  put(api: RegisteredApi): void {
    const known = this.#apis.get(api.name);
    if (known !== undefined) {
      throw new BusError(
        'DEFINITION_INVALID',
        `API "${api.name}" is already registered by ${known.apiClass.name}, now again by ${api.apiClass.name}. Give one of the two classes another meta.name.`,
      );
    }
    this.#apis.set(api.name, api);
  }

  /** The API of that name, or undefined. */
  get(name: string): RegisteredApi | undefined {
    return this.#apis.get(name);
  }

  /** Every API, in the order of registration. */
  all(): readonly RegisteredApi[] {
    return [...this.#apis.values()];
  }

  /** The names of every API. */
  names(): readonly string[] {
    return [...this.#apis.keys()];
  }

  /** The APIs without `internal` in their meta. */
  public(): readonly RegisteredApi[] {
    return this.all().filter(({ apiClass }) => apiClass.meta.internal !== true);
  }

  /** The APIs with `internal: true` in their meta. */
  internal(): readonly RegisteredApi[] {
    return this.all().filter(({ apiClass }) => apiClass.meta.internal === true);
  }
}

const registryKey = Symbol.for('lambdabus.registry');

/** The registry of this process, one for every copy of the library in it. */
export const registry: Registry = sharedRegistry();

function sharedRegistry(): Registry {
  const holder = globalThis as { [registryKey]?: Registry };
  holder[registryKey] ??= new Registry();
  return holder[registryKey];
}
