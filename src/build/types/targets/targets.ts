import type { Diagnostic } from '../../diagnostic.ts';
import { type Finding, lookingFrom, notedApart } from '../checking.ts';
import type { ts } from '../compiler.ts';
import type { ForeignSchemas } from '../foreign-schemas.ts';
import { readPayload } from '../payload.ts';
import { codeAt } from '../reach/code-at.ts';
import type { CodeGraph, Use } from '../reach/code-graph.ts';
import type { FileCode } from '../reach/file-code.ts';
import type { SchemaReader } from '../schema/reading.ts';
import { readFileTargets } from './file-targets.ts';
import type { Losses } from './losses.ts';
import type { OwnEvent, OwnEvents, TargetSink } from './target-sink.ts';

/** What one file does to the bus. */
export interface FileTargets {
  /** Mistakes, whoever runs the code. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where it makes buses: what has their types. */
  readonly buses: readonly ts.Node[];
  /** Whether it must be read with every program: it has mistakes to show, or fires events whose types are not the service's. */
  readonly isReadAgain: boolean;
}

/** Reads what one file does to the bus, and notes it in the graph at the code that does it. */
export function readTargets(
  { file, looked }: FileCode,
  { own, losses, foreignSchemas, reader, service, graph }: TargetsContext,
): FileTargets {
  const checking = lookingFrom(file, looked, reader.checking);
  const fires = new Map<string, OwnEvent>();
  const buses: ts.Node[] = [];
  let isReadAgain = false;
  const local = notedApart(checking);
  const note = (use: Use): void => void codeAt(use.at, graph)?.uses.push(use);
  const fire = (event: OwnEvent, use: Pick<Use, 'at' | 'assumed' | 'field' | 'byClient' | 'isDormant'>): void => {
    fires.set(event.event, event);
    note({ does: 'fires', target: event.event, fires: event, ...use });
  };
  const sink: TargetSink = {
    reader: { ...reader, checking },
    own,
    losses,
    eventsOf(field) {
      checking.look(field);
      return own.byField.get(field) ?? [];
    },
    call: (procedure, at, how) => note({ does: 'calls', target: procedure, at, ...how }),
    fireOwn(events, at, how) {
      for (const event of events) fire(event, { at, field: events, ...how });
    },
    fire({ name, fifo, open, payload }, node, assumed, how) {
      isReadAgain ||= !own.byName.has(name);
      const known = own.byName.get(name) ?? fires.get(name);
      if (known === undefined && !open) local.report(notAllowed(name, service), node);
      const schema = known === undefined ? foreignSchemas.of(name) : undefined;
      const read = () => readPayload(payload, { subject: name, node }, reader);
      const event = known ?? { event: name, fifo, payload: read(), ...(schema && { schema }) };
      fire(event, { at: node, assumed, byClient: true, ...how });
    },
    bus: (made) => void buses.push(made),
    recast: (at) => void codeAt(at, graph)?.recasts.push(at),
    report(finding, at, how) {
      isReadAgain = true;
      if (finding.code === 'TARGET_NAME_NOT_STATIC') codeAt(at, graph)?.findings.push({ finding, at, ...how });
      else local.report(finding, at);
    },
  };
  readFileTargets(file, sink);
  return { diagnostics: local.diagnostics(), buses, isReadAgain };
}

/** What reading targets needs to know. */
export interface TargetsContext {
  readonly own: OwnEvents;
  readonly losses: Losses;
  readonly foreignSchemas: ForeignSchemas;
  readonly reader: SchemaReader;
  readonly service: string;
  readonly graph: CodeGraph;
}

function notAllowed(event: string, service: string): Finding {
  return {
    code: 'FIRE_NOT_ALLOWED',
    message: `${event} is an event of another service, and only its owner fires it.`,
    hint: `Its owner may open it: event<T>({ openTo: ['${service}'] }); otherwise call a procedure of that service, which fires it.`,
  };
}
