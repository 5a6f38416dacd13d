import type { EncodedCast } from './encode.ts';

/** One thing that is wrong with a value. */
export interface Issue {
  /** JSON Pointer into the wire form, such as `/shape/kind`; `""` is the value itself. */
  readonly path: string;
  /** What was expected and what was found, such as `expected "box" | "tube", got "cube"`. */
  readonly message: string;
}

/**
 * Validates the wire form of a value and casts it to what its TypeScript type says (an ISO string to a `Date`).
 * The build generates one for each type of a bundle. It never changes its input; it appends what is wrong to
 * `issues`, and its result counts only when it appended nothing. With a Standard Schema it may give a promise.
 *
 * One of what is fired that may hold classes with codecs takes three parameters, as its `length` says, so that others
 * cost nothing: where it is given what was encoded, it also notes what is of another class than the type says, and what
 * its own class does not read.
 */
export type Validator = (wire: unknown, issues: Issue[], encoded?: readonly EncodedCast[]) => unknown;

/**
 * The exports of a bundle's generated `validators.mjs`.
 * A member is absent where there is nothing to say: no parameters, no result, no events.
 */
export interface BundleValidators {
  /** Of a procedure's parameter object. */
  readonly params?: Validator | undefined;
  /** Of a procedure's awaited result. */
  readonly result?: Validator | undefined;
  /** By a Standard Schema of a procedure's result: takes what the method returned, gives what is sent. */
  readonly answer?: Validator | undefined;
  /** Of the payloads a listener receives, by the event's dotted name. */
  readonly payloads?: Readonly<Record<string, Validator>> | undefined;
  /** Of the payloads of the events the bundle may fire, by the event's dotted name. */
  readonly fires?: Readonly<Record<string, Validator>> | undefined;
  /** The dotted names of the events the bundle may fire that are FIFO. */
  readonly fifo?: readonly string[] | undefined;
}
