import { BusError } from '../definition/index.ts';
import { type Cast, type Codec, type Codecs, codecName } from './cast.ts';

/**
 * Turns the wire form of an answer into what it was, as its `$casts` say. Changes what it is given, which the caller
 * has just parsed.
 * @throws BusError `CODEC_MISSING` for a class that the client was not given.
 */
export function applyCasts(wire: unknown, casts: readonly Cast[], codecs: Codecs): unknown {
  const root = { value: wire };
  for (const [path, kind] of casts) {
    const convert = converterOf(kind, codecs);
    const segments = path === '' ? [] : path.slice(1).split('/');
    castAt(root, 'value', segments, convert);
  }
  return root.value;
}

type Convert = (wire: unknown) => unknown;

const toUndefined: Convert = () => undefined;

type Holder = { [key: string]: unknown };

function castAt(holder: Holder, key: string, segments: readonly string[], convert: Convert): void {
  const value = holder[key];
  if (value === undefined || (value === null && convert !== toUndefined)) return;
  const [segment, ...rest] = segments;
  if (segment === undefined) {
    holder[key] = convert(value);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  // Lists and objects alike are holders of their elements and members.
  const inner = value as Holder;
  if (segment === '*') {
    for (const name of Object.keys(inner)) castAt(inner, name, rest, convert);
    return;
  }
  const name = memberName(segment);
  if (Object.hasOwn(inner, name)) castAt(inner, name, rest, convert);
}

function memberName(segment: string): string {
  return segment.replaceAll('~2', '*').replaceAll('~1', '/').replaceAll('~0', '~');
}

function converterOf(kind: string, codecs: Codecs): Convert {
  switch (kind) {
    case 'date':
      return (wire) => new Date(String(wire));
    case 'bigint':
      return (wire) => BigInt(String(wire));
    case 'bytes':
      return (wire) => new Uint8Array(Buffer.from(String(wire), 'base64'));
    case 'url':
      return (wire) => new URL(String(wire));
    // A map travels as a list of pairs and a set as a list; a list is what the function's encoder wrote there.
    case 'map':
      return (wire) => new Map(wire as [unknown, unknown][]);
    case 'set':
      return (wire) => new Set(wire as unknown[]);
    case 'undefined':
      return toUndefined;
    default:
      return codecConverter(kind, codecs);
  }
}

function codecConverter(kind: string, codecs: Codecs): Convert {
  const name = kind.replace(/^codec:/, '');
  const codec = findCodec(name, codecs);
  if (codec === undefined) {
    throw new BusError(
      'CODEC_MISSING',
      `The answer holds a value of the class ${name}, which this client was not given. ${howToPass(name, codecs)}`,
      { data: { codec: name } },
    );
  }
  return (wire) => codec.fromBus(wire);
}

function findCodec(name: string, codecs: Codecs): Codec | undefined {
  if (isList(codecs)) return codecs.find((codec) => codecName(codec) === name);
  return Object.hasOwn(codecs, name) ? codecs[name] : undefined;
}

function howToPass(name: string, codecs: Codecs): string {
  const given = isList(codecs) ? codecs.map(codecName) : Object.keys(codecs);
  if (given.length === 0) return `Pass it: createBus({ codecs: { ${name} } }).`;
  return `It was given ${given.map((one) => `"${one}"`).join(', ')}: bundlers and minifiers rename classes, but not the keys of objects. Pass it as createBus({ codecs: { ${name} } }), or give the class static readonly busName = '${name}'.`;
}

/** Array.isArray does not know lists that are only read. */
function isList(codecs: Codecs): codecs is readonly Codec[] {
  return Array.isArray(codecs);
}
