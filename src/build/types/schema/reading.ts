import type { JsonSchema } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import type { ts } from '../compiler.ts';
import type { SettledNames } from './named-types.ts';
import type { Place } from './place.ts';
import type { UnionReading } from './union-ambiguity.ts';

/** Turns types into JSON Schemas, and collects the named ones among them. */
export interface SchemaReader {
  readonly checking: Checking;
  /** The schema of a type; where it cannot travel this is noted, and the build fails. */
  read(type: ts.Type, place: Place): JsonSchema;
  /** The schema of a type without its name, for what is added to it. */
  readInline(type: ts.Type, place: Place): JsonSchema;
  /** Remembers a union, to see at the end whether its members can be told apart on the wire. */
  noteUnion(union: UnionReading): void;
  /** Remembers the class that a codec's name stands for: two classes of one name are an error. */
  noteCodec(name: string, symbol: ts.Symbol, place: Place): void;
  /** The classes with codecs that were noted, by name. */
  readonly codecs: ReadonlyMap<string, ts.Symbol>;
  /** Gives the named types their names and checks the unions; nothing is read afterwards. */
  finish(): SettledNames;
}
