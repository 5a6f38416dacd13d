import { BusError } from '../definition/index.ts';
import { type CastKind, type Codec, codecName } from './cast.ts';
import { type PathSegment, toPointer } from './pointer.ts';

/** A value of a class in what was encoded, and where its wire form lies. */
export interface EncodedCast {
  readonly path: readonly PathSegment[];
  readonly kind: CastKind;
  /** The value itself, where its class says by a codec how it travels. */
  readonly instance?: object | undefined;
}

/**
 * The wire form of a value: JSON that any language reads. Dates become ISO strings, bigints decimal strings, bytes
 * base64, maps lists of pairs, sets lists, URLs strings, and a class with `static toBus(value)` what that gives.
 * The value is not changed; what needs no encoding is shared with the result.
 *
 * @param casts Is given every place where the wire form is not the value itself.
 * @param what What the value is, as an error begins: `The parameters of support.case.get`.
 * @throws BusError `NOT_ENCODABLE` for what JSON cannot say: NaN, Infinity, functions, symbols, cycles, and built-in
 * classes without a wire form.
 */
export function encode(value: unknown, casts?: EncodedCast[], what?: string): unknown {
  return new Encoder(casts, what).encode(value);
}

class Encoder {
  readonly #casts: EncodedCast[] | undefined;
  readonly #what: string;
  readonly #path: PathSegment[] = [];
  readonly #ancestors: object[] = [];

  constructor(casts: EncodedCast[] | undefined, what = 'The value') {
    this.#casts = casts;
    this.#what = what;
  }

  encode(value: unknown): unknown {
    switch (typeof value) {
      case 'string':
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        if (!Number.isFinite(value)) throw this.#notEncodable(`${value} has no JSON form`);
        return value;
      case 'bigint':
        return this.#cast('bigint', value.toString());
      case 'object':
        return value === null ? null : this.#encodeObject(value);
      default:
        throw this.#notEncodable(`a ${typeof value} cannot travel`);
    }
  }

  #encodeObject(value: object): unknown {
    // What is most often sent is spared all the questions to its class.
    const isLiteral = Object.getPrototypeOf(value) === Object.prototype && !('toJSON' in value);
    if (!isLiteral) {
      if (value instanceof Date) {
        if (Number.isNaN(value.getTime())) throw this.#notEncodable('an invalid Date has no ISO form');
        return this.#cast('date', value.toISOString());
      }
      if (value instanceof Uint8Array) return this.#cast('bytes', toBase64(value));
      if (value instanceof URL) return this.#cast('url', value.href);
    }
    if (this.#ancestors.includes(value)) throw this.#notEncodable('it contains itself');
    this.#ancestors.push(value);
    const wire = isLiteral ? this.#encodeMembers(value) : this.#encodeContainer(value);
    this.#ancestors.pop();
    return wire;
  }

  #encodeContainer(value: object): unknown {
    if (Array.isArray(value)) {
      const wires = value.map((item, index) => this.#element(index, item));
      return wires.every((wire, index) => wire === value[index]) ? value : wires;
    }
    if (value instanceof Map) {
      this.#cast('map', undefined);
      return [...value].map(([key, item], index) => {
        this.#path.push(index);
        const pair = [this.#element('0', key), this.#element('1', item)];
        this.#path.pop();
        return pair;
      });
    }
    if (value instanceof Set) {
      this.#cast('set', undefined);
      return [...value].map((item, index) => this.#element(index, item));
    }
    const codec = codecOf(value);
    if (codec !== undefined) {
      const wire = this.encode(codec.toBus(value));
      // After what it is made of, which lies at the same place and is cast before the class reads it.
      this.#cast(`codec:${codecName(codec)}`, undefined, value);
      return wire;
    }
    const tag = Object.prototype.toString.call(value);
    if (unencodable.has(tag) || ArrayBuffer.isView(value)) {
      const name = tag.slice('[object '.length, -1);
      throw this.#notEncodable(`${/^[AEIO]/.test(name) ? 'an' : 'a'} ${name} cannot travel`);
    }
    if ('toJSON' in value && typeof value.toJSON === 'function') return this.encode(value.toJSON());
    return this.#encodeMembers(value);
  }

  #encodeMembers(value: object): unknown {
    let isSame = Object.getPrototypeOf(value) === Object.prototype;
    const wires = Object.entries(value).map(([key, item]) => {
      this.#path.push(key);
      const wire = this.encode(item);
      this.#path.pop();
      if (wire === undefined || wire !== item) isSame = false;
      return [key, wire] as const;
    });
    return isSame ? value : Object.fromEntries(wires.filter(([, wire]) => wire !== undefined));
  }

  /** In a list there is no leaving out: what is undefined is null, as JSON has it. */
  #element(segment: PathSegment, value: unknown): unknown {
    this.#path.push(segment);
    const wire = this.encode(value) ?? (value === undefined ? this.#cast('undefined', null) : null);
    this.#path.pop();
    return wire;
  }

  #cast(kind: CastKind, wire: unknown, instance?: object): unknown {
    if (this.#casts === undefined) return wire;
    const path = [...this.#path];
    this.#casts.push(instance === undefined ? { path, kind } : { path, kind, instance });
    return wire;
  }

  #notEncodable(reason: string): BusError {
    const path = toPointer(this.#path);
    const at = path === '' ? '' : ` at "${path}"`;
    return new BusError('NOT_ENCODABLE', `${this.#what}${at} cannot be sent: ${reason}.`, { data: { path } });
  }
}

/** Built-in objects whose members say nothing of what they are. */
const unencodable: ReadonlySet<string> = new Set([
  '[object RegExp]',
  '[object Error]',
  '[object Promise]',
  '[object WeakMap]',
  '[object WeakSet]',
  '[object WeakRef]',
  '[object ArrayBuffer]',
  '[object SharedArrayBuffer]',
  '[object Generator]',
]);

interface EncodingClass extends Pick<Codec, 'busName' | 'name'> {
  toBus(value: unknown): unknown;
}

function codecOf(value: object): EncodingClass | undefined {
  const made: unknown = value.constructor;
  return typeof made === 'function' && 'toBus' in made && typeof made.toBus === 'function'
    ? // The condition says it: a class with a static method toBus.
      (made as unknown as EncodingClass)
    : undefined;
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
