import type { BusExport } from './bus-exports.ts';
import type { CheckedListener, CheckedSchedule } from './checked-bus.ts';
import type { Checking } from './checking.ts';
import { ts } from './compiler.ts';
import { eventsOfListener, type NamedEventType } from './library-types.ts';
import { readPayload } from './payload.ts';
import { docCommentOf } from './schema/doc-comment.ts';
import type { SchemaReader } from './schema/reading.ts';

/** Reads an exported listener: which events it listens to, and what their payloads are. */
export function readListener(exported: BusExport, reader: SchemaReader): CheckedListener {
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
    events: (events ?? []).flatMap((event) => listenedEvent(event, { listener: name, node }, reader)),
  };
}

function listenedEvent(
  event: NamedEventType,
  { listener, node }: { readonly listener: string; readonly node: ts.Node },
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
  const payload = readPayload(event.payload, { subject: event.name, node }, reader);
  return [{ event: event.name, fifo: event.fifo, payload }];
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
