import type { BusExport } from './bus-exports.ts';
import type { CheckedListener, CheckedSchedule } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { eventsOfListener, type NamedEventType } from './library-types.ts';
import { readPayload } from './payload.ts';
import { docCommentOf } from './schema/doc-comment.ts';
import type { SchemaReader } from './schema/reading.ts';
import type { TargetsContext } from './targets/targets.ts';

/** What is known of the events that may be listened to. */
type ListenedContext = Pick<TargetsContext, 'own' | 'foreignSchemas'>;

/** Reads an exported listener: which events it listens to, and what their payloads are. */
export function readListener(exported: BusExport, context: ListenedContext, reader: SchemaReader): CheckedListener {
  const { checking } = reader;
  const node = nameNode(exported, checking);
  const [name = ''] = exported.names;
  const events = eventsOfListener(exported.type, checking.checker);
  if (events === undefined) {
    checking.report(
      {
        code: 'LISTENER_EVENT_UNKNOWN',
        message: `The type of listener "${name}" does not say which events it listens to.`,
        hint: 'Leave out its type annotation: export const notifyAgents = bus.support.case.caseCreated.listen(…).',
      },
      node,
    );
  }
  return {
    ...described(exported, node, checking),
    events: (events ?? []).flatMap((event) => listenedEvent(event, { listener: name, node, context }, reader)),
  };
}

function listenedEvent(
  event: NamedEventType,
  { listener, node, context }: { readonly listener: string; readonly node: ts.Node; readonly context: ListenedContext },
  reader: SchemaReader,
): CheckedListener['events'] {
  if (event.name === undefined) {
    reader.checking.report(
      {
        code: 'LISTENER_EVENT_UNKNOWN',
        message: `Listener "${listener}" listens to an event whose name is only known at run time.`,
        hint: 'Listen to an event of the bus: bus.support.case.caseCreated.listen(…).',
      },
      node,
    );
    return [];
  }
  const own = context.own.byName.get(event.name);
  const schema = own === undefined ? context.foreignSchemas.of(event.name) : own.schema;
  if (own === undefined && schema === undefined) checkUnchanged(event, event.name, node, reader.checking);
  const payload = readPayload(event.payload, { subject: event.name, node }, reader);
  return [{ event: event.name, fifo: event.fifo, payload, ...(schema && { schema }) }];
}

/** Without its schema at hand, what an event's listeners get can only be what travels. */
function checkUnchanged(
  { payload, received }: NamedEventType,
  name: string,
  node: ts.Node,
  { checker, show, report }: Checking,
): void {
  if (checker.isTypeAssignableTo(payload, received)) return;
  report(
    {
      code: 'SCHEMA_NOT_FOUND',
      message: `The schema of ${name} makes ${show(received)} of ${show(payload)}, but the build cannot find it: the source of the event's API is not at hand.`,
      hint: "Let createBus take the API's type from its source, or let the schema take and give the same type.",
    },
    node,
  );
}

/** Reads an exported schedule. */
export function readSchedule(exported: BusExport, checking: Checking): CheckedSchedule {
  return described(exported, nameNode(exported, checking), checking);
}

function described(exported: BusExport, node: ts.Node, checking: Checking): CheckedSchedule {
  const description = docCommentOf(exported.declaration).text;
  return {
    exportNames: exported.names,
    source: checking.positionOf(node),
    ...(description === '' ? {} : { description }),
  };
}

function nameNode({ declaration }: BusExport, checking: Checking): ts.Node {
  const name = ts.getNameOfDeclaration(declaration);
  return name !== undefined && checking.isUserFile(declaration.getSourceFile()) ? name : declaration;
}
