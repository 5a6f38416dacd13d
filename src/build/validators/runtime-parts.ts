import {
  checkGiven,
  editDistance,
  escapePointer,
  fail,
  firstMatch,
  giveUp,
  nameKind,
  passOn,
  placed,
  readCodec,
  refuseOthers,
  show,
  unknownProperty,
  wrong,
  wrongSecret,
} from './runtime/reporting.ts';
import { isDate, isDateTime, isDay, isIpv6, isTime, toBigint, toBytes, toDate, toMap, toUrl } from './runtime/texts.ts';
import {
  areUnique,
  canonical,
  countCharacters,
  isMultiple,
  isObject,
  mergeCasts,
  ownMember,
} from './runtime/values.ts';

interface RuntimePart {
  readonly source: () => string;
  /** The other parts that it names. */
  readonly uses: readonly RuntimeName[];
}

// A function's own text is its source: type-checked and tested here, and the same bytes whether this library runs from
// its TypeScript or from what was compiled of it, once esbuild has minified it.
const part = (definition: (...args: never[]) => unknown, ...uses: readonly string[]) => ({
  source: () => String(definition),
  uses,
});

const parts = {
  fail: part(fail),
  nameKind: part(nameKind),
  show: part(show, 'nameKind'),
  wrong: part(wrong, 'fail', 'show'),
  wrongSecret: part(wrongSecret, 'fail', 'nameKind'),
  escapePointer: part(escapePointer),
  editDistance: part(editDistance),
  unknownProperty: part(unknownProperty, 'editDistance', 'fail'),
  refuseOthers: part(refuseOthers, 'unknownProperty', 'escapePointer'),
  firstMatch: part(firstMatch, 'fail', 'passOn'),
  passOn: part(passOn, 'fail'),
  giveUp: part(giveUp, 'fail'),
  readCodec: part(readCodec, 'fail'),
  placed: part(placed, 'escapePointer'),
  checkGiven: part(checkGiven, 'fail'),
  isObject: part(isObject),
  ownMember: part(ownMember),
  countCharacters: part(countCharacters),
  isMultiple: part(isMultiple),
  canonical: part(canonical),
  areUnique: part(areUnique, 'canonical'),
  mergeCasts: part(mergeCasts),
  isDay: part(isDay),
  isDate: part(isDate, 'isDay'),
  isTime: part(isTime),
  isDateTime: part(isDateTime, 'isDate', 'isTime'),
  toDate: part(toDate, 'isDay'),
  toBigint: part(toBigint),
  toBytes: part(toBytes),
  toUrl: part(toUrl),
  toMap: part(toMap),
  isIpv6: part(isIpv6),
};

/** A function that generated modules may use. */
export type RuntimeName = keyof typeof parts;

/** The source of a function that generated modules may use, and the names of those that it uses itself. */
export function runtimePart(name: RuntimeName): RuntimePart {
  const { source, uses } = parts[name];
  return { source, uses: uses.filter((used): used is RuntimeName => Object.hasOwn(parts, used)) };
}
