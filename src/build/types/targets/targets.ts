import type { Diagnostic } from '../../diagnostic.ts';
import type { CheckedTargets } from '../checked-bus.ts';
import { createChecking, type Finding } from '../checking.ts';
import type { ts } from '../compiler.ts';
import { readPayload } from '../payload.ts';
import { compare } from '../schema/named-types.ts';
import type { SchemaReader } from '../schema/reading.ts';
import { readFileTargets } from './file-targets.ts';
import type { OwnEvent, OwnEvents, TargetSink } from './target-sink.ts';

/** What one file does to the bus. */
export interface FileTargets {
  readonly calls: ReadonlySet<string>;
  readonly fires: ReadonlyMap<string, OwnEvent>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads what one file does to the bus. */
export function readTargets(file: ts.SourceFile, own: OwnEvents, reader: SchemaReader, service: string): FileTargets {
  const { checking } = reader;
  const calls = new Set<string>();
  const fires = new Map<string, OwnEvent>();
  const local = createChecking(checking.program, checking.packageRoot);
  const sink: TargetSink = {
    reader,
    own,
    call: (procedure) => void calls.add(procedure),
    fireOwn: (event) => void fires.set(event.event, event),
    report: (finding: Finding, node) => local.report(finding, node),
    fire({ name, fifo, open, payload }, node) {
      const known = own.byName.get(name) ?? fires.get(name);
      if (known !== undefined) {
        fires.set(name, known);
        return;
      }
      if (!open) local.report(notAllowed(name, service), node);
      fires.set(name, { event: name, fifo, payload: readPayload(payload, { subject: name, node }, reader) });
    },
  };
  readFileTargets(file, sink);
  return { calls, fires, diagnostics: local.diagnostics };
}

function notAllowed(event: string, service: string): Finding {
  return {
    code: 'FIRE_NOT_ALLOWED',
    message: `${event} is an event of another service, and only its owner fires it.`,
    hint: `Its owner may open it: event<T>({ openTo: ['${service}'] }); otherwise call a procedure of that service, which fires it.`,
  };
}

/** What several files do together: sorted and without doubles. */
export function mergeTargets(targets: readonly FileTargets[]): CheckedTargets {
  const calls = new Set(targets.flatMap((target) => [...target.calls]));
  const fires = new Map(targets.flatMap((target) => [...target.fires]));
  return {
    calls: [...calls].sort(compare),
    fires: [...fires.values()].sort((a, b) => compare(a.event, b.event)),
    diagnostics: targets.flatMap((target) => target.diagnostics),
  };
}
