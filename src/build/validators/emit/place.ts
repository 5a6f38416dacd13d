import type { ValidationMode } from '../../../definition/index.ts';
import type { PathCode } from '../path.ts';
import type { RuntimeName } from '../runtime-parts.ts';
import type { Kind, SchemaNode } from '../schema-node.ts';
import type { SchemaSet } from '../schema-set.ts';

/** What holds for a schema and everything within it. */
export interface Scope {
  readonly mode: ValidationMode;
  /** No value may be shown. */
  readonly isHidden: boolean;
  /** The expression of the list that takes what is wrong. */
  readonly issues: string;
  /** The wire form of what is fired is checked: classes with codecs are not made of it. */
  readonly isFired: boolean;
  /** The expression of what the wire form was encoded from; undefined where nothing looks at it. */
  readonly given: string | undefined;
  /** The expression of what limits recursion; undefined where nothing is recursive. */
  readonly effort: string | undefined;
}

/** Where a value is when the generated code runs. */
export interface Place {
  /** The variable that holds the value. */
  readonly value: string;
  /** Where its cast form goes. */
  readonly target: string;
  readonly path: PathCode;
  readonly scope: Scope;
  /** The kind that the value is known to have. */
  readonly known?: Kind | undefined;
  /** A property whose literals have been looked at: they told this schema apart from others. */
  readonly told?: string | undefined;
  /** Other schemas speak of this object's properties too: that one is unknown is not said here. */
  readonly isShared?: boolean | undefined;
}

/** Writes the statements that validate a value and cast it; what others of these need of the whole. */
export interface Emitter {
  readonly schemas: SchemaSet;
  /** The statements for a schema; empty where there is nothing to do. */
  emit(node: SchemaNode, place: Place): string;
  /** The statements that take the first of some schemas that a value matches. */
  emitFirstMatch(members: readonly SchemaNode[], place: Place): string;
  /** The statement that notes a value as wrong. */
  wrong(expected: string, place: Place, isHidden?: boolean): string;
  /** The name of a runtime function, which the module then holds. */
  use(name: RuntimeName): string;
  /** A variable of a name that nothing else has. */
  variable(hint: string): string;
  /** The name of a constant at the top of the module; equal expressions share one. */
  constant(hint: string, expression: string): string;
}

/** JavaScript that is true for the values of a kind. */
export function kindTest(kind: Kind, value: string, emitter: Emitter): string {
  switch (kind) {
    case 'null':
      return `${value}===null`;
    case 'array':
      return `Array.isArray(${value})`;
    case 'object':
      return `${emitter.use('isObject')}(${value})`;
    case 'number':
      // 1e999 is JSON and Infinity, which no answer could carry.
      return `Number.isFinite(${value})`;
    default:
      return `typeof ${value}==="${kind}"`;
  }
}
