import type { CheckedPayload } from '../checked-bus.ts';
import type { Finding } from '../checking.ts';
import type { ts } from '../compiler.ts';
import type { EventType } from '../library-types.ts';
import type { SchemaReader } from '../schema/reading.ts';
import type { Losses } from './losses.ts';

/** An event as a field of one of the module's own API classes. */
export type OwnEvent = CheckedPayload;

/** What the module's own classes put on the bus. */
export interface OwnEvents {
  readonly byName: ReadonlyMap<string, OwnEvent>;
  /** By the declaration of the field: an inherited one is an event of several APIs. */
  readonly byField: ReadonlyMap<ts.Node, readonly OwnEvent[]>;
}

/** How a procedure is named at a place. */
export interface CallAt {
  /** Why it may not be called there. */
  readonly assumed?: string | undefined;
  /** Whether it is only enqueued there, and nobody waits for it. */
  readonly enqueued: boolean;
  /** Whether it is called only by code that takes a value of which nothing is known for something else. */
  readonly isDormant?: boolean | undefined;
}

/** Where a walk through a file puts what it finds. */
export interface TargetSink {
  readonly reader: SchemaReader;
  readonly own: OwnEvents;
  readonly losses: Losses;
  /** Notes that a procedure is named at a node. */
  call(procedure: string, node: ts.Node, how: CallAt): void;
  /** Notes that an event of the bus may be fired at a node; one of another owner must be open. */
  fire(
    event: EventType & { readonly name: string },
    node: ts.Node,
    assumed?: string | undefined,
    how?: Pick<CallAt, 'isDormant'>,
  ): void;
  /**
   * Notes that events of the module's own classes may be fired: one of them, where they are a field's. A client fires
   * them by their names.
   */
  fireOwn(
    events: readonly OwnEvent[],
    node: ts.Node,
    how: Pick<CallAt, 'assumed' | 'isDormant'> & { readonly byClient?: boolean | undefined },
  ): void;
  /** The events that a field of a class is. */
  eventsOf(field: ts.Node): readonly OwnEvent[];
  /** Notes the expression that makes a bus. */
  bus(made: ts.CallExpression): void;
  report(finding: Finding, node: ts.Node, how?: Pick<CallAt, 'isDormant'>): void;
  /** Notes that a value of which nothing is known is taken for something that can be used. */
  recast(node: ts.Node): void;
}
