/** Types of the platform that travel by a cast of their own, and those that cannot, with what to write instead. */

/** Standard types without type arguments that the wire knows. */
export const castTypes: Readonly<Record<string, () => { readonly [keyword: string]: unknown }>> = {
  Date: () => ({ type: 'string', format: 'date-time', 'x-cast': 'date' }),
  Uint8Array: () => ({ type: 'string', contentEncoding: 'base64', 'x-cast': 'bytes' }),
  URL: () => ({ type: 'string', format: 'uri', 'x-cast': 'url' }),
};

/** The schema of a `bigint`. */
export const bigintSchema = { type: 'string', pattern: '^-?\\d+$', 'x-cast': 'bigint' } as const;

const streams = 'Collect it into an array first, or store it (in S3, say) and send the key.';
const bytes = 'Write Uint8Array: bytes arrive as one.';
/** What to write instead of an error. */
export const errorHint = 'Throw it, or send what matters of it, such as { code: string; message: string }.';
const wrapper = (name: string) => `Write ${name.toLowerCase()}.`;

/** Standard types that cannot travel, and what to write instead. */
export const refusedTypes: ReadonlyMap<string, string> = new Map([
  ['RegExp', 'Send its source as a string.'],
  ['Promise', 'Await it first: only values travel.'],
  ['PromiseLike', 'Await it first: only values travel.'],
  ['Function', 'Send data instead of code.'],
  ['Error', errorHint],
  ['WeakMap', 'Write Map or Record.'],
  ['WeakSet', 'Write Set or an array.'],
  ['WeakRef', 'Send the value itself.'],
  ['Buffer', bytes],
  ['ArrayBuffer', bytes],
  ['SharedArrayBuffer', bytes],
  ['DataView', bytes],
  ...['Int8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array'].map(
    (name) => [name, 'Write Uint8Array for bytes, or number[].'] as const,
  ),
  ...['Float16Array', 'Float32Array', 'Float64Array'].map((name) => [name, 'Write number[].'] as const),
  ...['BigInt64Array', 'BigUint64Array'].map((name) => [name, 'Write bigint[].'] as const),
  ...[
    'ReadableStream',
    'WritableStream',
    'Readable',
    'Writable',
    'AsyncIterable',
    'AsyncIterator',
    'AsyncIterableIterator',
    'AsyncIteratorObject',
    'AsyncGenerator',
    'Iterable',
    'Iterator',
    'IterableIterator',
    'IteratorObject',
    'Generator',
    'MapIterator',
    'SetIterator',
    'ArrayIterator',
  ].map((name) => [name, streams] as const),
  ...['Blob', 'File'].map((name) => [name, 'Send its bytes as a Uint8Array.'] as const),
  ...['Request', 'Response', 'Headers', 'FormData', 'URLSearchParams'].map(
    (name) => [name, 'Send what matters of it as a plain object.'] as const,
  ),
  ...['String', 'Number', 'Boolean', 'BigInt', 'Symbol'].map((name) => [name, wrapper(name)] as const),
  ['Object', 'Name the properties, or write Record<string, unknown>.'],
]);
