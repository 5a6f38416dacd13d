import type { Codec } from '../../../wire/cast.ts';
import type { EncodedCast } from '../../../wire/encode.ts';
import type { Issue } from '../../../wire/validator.ts';

// The source text of these functions is what goes into the generated modules: each may use what is its own, and those
// of this file that it names in `runtime-parts.ts`.

/** Notes what is wrong at a path: at most 20 places, and that there are more. */
export function fail(issues: Issue[], path: string, message: string): void {
  // The names in a path come from outside: twenty long ones would make an answer that is too large to send.
  if (issues.length < 20) issues.push({ path: path.length > 4000 ? `${path.slice(0, 4000)}…` : path, message });
  else if (issues.length === 20) issues.push({ path: '', message: '… and more' });
}

/** Notes that a value is not what was expected. */
export function wrong(issues: Issue[], path: string, expected: string, value: unknown): void {
  // A long list of wrong values costs no more text than is kept.
  if (issues.length < 21) fail(issues, path, `expected ${expected}, got ${show(value)}`);
}

/** Notes that a value is not what was expected, without the value. */
export function wrongSecret(issues: Issue[], path: string, expected: string, value: unknown): void {
  const hidden = typeof value === 'object' || value === undefined ? '' : ' (hidden)';
  fail(issues, path, `expected ${expected}, got ${nameKind(value)}${hidden}`);
}

/** A value as a message shows it: in at most 60 characters. */
export function show(value: unknown): string {
  if (typeof value === 'string') {
    const text = JSON.stringify(value.slice(0, 60));
    return text.length > 60 || value.length > 60 ? `${text.slice(0, 58)}…"` : text;
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : nameKind(value);
}

/** What kind of value it is, in words. */
export function nameKind(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** A member's name as a JSON Pointer has it. */
export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Notes every member of an object that is not one of its properties. */
export function refuseOthers(value: object, names: readonly string[], path: string, issues: Issue[]): void {
  for (const name of Object.keys(value)) {
    if (!names.includes(name)) unknownProperty(issues, `${path}/${escapePointer(name)}`, name, names);
  }
}

/** Notes a property that is not known, and the known one that it may stand for. */
export function unknownProperty(issues: Issue[], path: string, name: string, names: readonly string[]): void {
  let closest: string | undefined;
  let least = Math.floor(Math.min(name.length, 30) / 3) + 1;
  if (issues.length < 20 && name.length < 60) {
    for (const candidate of names) {
      const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
      if (distance < least) {
        least = distance;
        closest = candidate;
      }
    }
  }
  fail(issues, path, `unknown property${closest === undefined ? '' : `, did you mean "${closest}"?`}`);
}

/** How many insertions, deletions and replacements turn one word into the other. */
export function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 0; i < from.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const replaced = (row[j] ?? 0) + (from[i] === to[j] ? 0 : 1);
      next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}

/** What one validation of a recursive schema has done so far, so that no input keeps it busy for ever. */
export interface Effort {
  /** How many named schemas are within one another here. */
  depth: number;
  /**
   * What became of a value as one of some alternatives. Every member of a union of trees goes into the same branches:
   * were each tried anew, the work would double with every level.
   */
  readonly tried: Map<readonly Alternative[], Map<unknown, Tried>>;
}

/** What became of a value as one of some alternatives. */
export interface Tried {
  readonly path: string;
  readonly result: unknown;
  readonly issues: readonly Issue[];
}

/** Validates a value as one member of a union. */
export type Alternative = (
  value: unknown,
  path: string,
  issues: Issue[],
  effort: Effort | undefined,
  given: Placed | undefined,
) => unknown;

/**
 * What the first member of a union that matches makes of a value. Where none does, notes what is wrong with it as the
 * member that comes closest: a property that is missing tells more against a member than one that is wrong.
 */
export function firstMatch(
  value: unknown,
  path: string,
  issues: Issue[],
  alternatives: readonly Alternative[],
  effort: Effort | undefined,
  given?: Placed,
): unknown {
  const known = effort?.tried.get(alternatives)?.get(value);
  if (known?.path === path) {
    passOn(known.issues, issues);
    return known.result;
  }
  let tried: Tried = { path, result: value, issues: [] };
  let least = Number.POSITIVE_INFINITY;
  for (const alternative of alternatives) {
    const found: Issue[] = [];
    const result = alternative(value, path, found, effort, given);
    if (found.length === 0) {
      tried = { path, result, issues: found };
      break;
    }
    // What is wrong further in tells less against it: the parts that lead there were right.
    const direct = found.filter(({ path: at }) => at.lastIndexOf('/') <= path.length);
    const distance = direct.reduce((sum, { message }) => sum + (message.endsWith('got nothing') ? 3 : 2), 1);
    if (distance < least) {
      least = distance;
      tried = { path, result: value, issues: found };
    }
  }
  if (effort !== undefined && typeof value === 'object') {
    const values = effort.tried.get(alternatives) ?? new Map<unknown, Tried>();
    effort.tried.set(alternatives, values.set(value, tried));
  }
  passOn(tried.issues, issues);
  return tried.result;
}

/** Notes that a value cannot be looked at to its end: it is nested deeper than the stack goes. */
export function giveUp(error: unknown, issues: Issue[]): void {
  if (!(error instanceof RangeError)) throw error;
  fail(issues, '', 'nested too deeply');
}

/** Notes what was found while it was not yet known whether it matters. */
export function passOn(found: readonly Issue[], issues: Issue[]): void {
  for (const { path, message } of found) fail(issues, path, message);
}

/** What was encoded, by the JSON Pointers of its places. */
export type Placed = ReadonlyMap<string, readonly EncodedCast[]>;

/** What was encoded, by place. */
export function placed(encoded: readonly EncodedCast[] = []): Placed {
  const places = new Map<string, EncodedCast[]>();
  for (const cast of encoded) {
    // An element that is undefined is null on the wire, and of no class.
    if (cast.kind === 'undefined') continue;
    const path = cast.path.map((segment) => `/${escapePointer(String(segment))}`).join('');
    const there = places.get(path);
    if (there === undefined) places.set(path, [cast]);
    else there.push(cast);
  }
  return places;
}

/** The class of a value that was encoded by its codec. */
interface GivenClass extends Pick<Codec, 'busName' | 'name'> {
  readonly toBus: (value: unknown) => unknown;
  readonly fromBus?: (wire: unknown) => unknown;
}

/**
 * Notes a value of another class than the one with the codec that belongs there, and one that its own class does not read:
 * no listener could either. What is given as it is on the wire, or as a plain object, is left to the listener.
 * @param known The names of all classes with codecs. Any other may be that class, renamed by a bundler.
 */
export function checkGiven(
  given: Placed,
  name: string,
  known: readonly string[],
  path: string,
  issues: Issue[],
  isHidden: boolean,
): void {
  const casts = given.get(path);
  if (casts === undefined) return;
  let own: GivenClass | undefined;
  let value: object | undefined;
  let wanted: GivenClass | undefined;
  // A class may travel as a value of another, which is encoded at the same place.
  for (const { instance } of casts) {
    if (instance === undefined || wanted !== undefined) continue;
    value = instance;
    // It was encoded by its class, so that this has a codec.
    own = instance.constructor as unknown as GivenClass;
    // One that extends the wanted class is read as that.
    for (let made = own; typeof made.toBus === 'function' && wanted === undefined; made = Object.getPrototypeOf(made)) {
      if ((made.busName ?? made.name) === name) wanted = made;
    }
  }
  const got = own && (own.busName ?? own.name);
  if (own === undefined || (wanted === undefined && known.includes(String(got)))) {
    const builtIn = { date: 'a Date', bigint: 'a bigint', bytes: 'bytes', map: 'a Map', set: 'a Set', url: 'a URL' };
    fail(issues, path, `expected ${name}, got ${got ?? Reflect.get(builtIn, casts[0]?.kind ?? '')}`);
    return;
  }
  try {
    // Made anew: what the class does with it is nothing to what is sent.
    (wanted ?? own).fromBus?.(own.toBus(value));
  } catch (error) {
    const reason = !isHidden && error instanceof Error ? `: ${error.message.slice(0, 200)}` : '';
    fail(issues, path, `no ${name}${reason}`);
  }
}

/** What a class makes of the cast parts of its wire form; what it throws is noted. */
export function readCodec(codec: Codec, cast: unknown, path: string, issues: Issue[], isHidden: boolean): unknown {
  try {
    return codec.fromBus(cast);
  } catch (error) {
    const reason = !isHidden && error instanceof Error ? `: ${error.message.slice(0, 200)}` : '';
    fail(issues, path, `no ${codec.name}${reason}`);
    return undefined;
  }
}
