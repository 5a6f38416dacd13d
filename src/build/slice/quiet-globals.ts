/** What `new` makes without doing anything else. */
export const madeByNew = new Set(
  'AbortController Array ArrayBuffer Blob Date Error Float32Array Float64Array Headers Int16Array Int32Array Int8Array Map RangeError RegExp Set TextDecoder TextEncoder TypeError URL URLSearchParams Uint16Array Uint32Array Uint8Array WeakMap WeakRef WeakSet'.split(
    ' ',
  ),
);

/** Functions that only make a value. */
export const calledGlobals = new Set(
  'BigInt Boolean Date Error Number String Symbol TypeError parseFloat parseInt'.split(' '),
);

/** Members of global objects that only make a value. */
export const calledMembers: Readonly<Record<string, readonly string[] | 'all'>> = {
  Array: ['from', 'isArray', 'of'],
  BigInt: 'all',
  Date: ['UTC', 'now', 'parse'],
  JSON: 'all',
  Math: 'all',
  Number: 'all',
  Object: ['create', 'entries', 'freeze', 'fromEntries', 'keys', 'values'],
  String: 'all',
  Symbol: ['for'],
  crypto: ['randomUUID'],
  performance: ['now'],
};
