import { closestName } from '../../../definition/did-you-mean.ts';
import type { DeclaredUse } from '../../../definition/index.ts';
import type { EventReference, JsonSchema } from '../../../manifest/index.ts';
import type { Diagnostic } from '../../diagnostic.ts';
import type { TargetsRequest } from '../checked-bus.ts';
import type { ts } from '../compiler.ts';
import { namedEventOf, procedureNameOf } from '../library-types.ts';
import { typeAt } from './bus-nodes.ts';
import type { OwnEvents } from './target-sink.ts';

/** What a name that a function declares to use stands for. */
export type ResolvedUse =
  | { readonly does: 'calls'; readonly target: string }
  | { readonly does: 'fires'; readonly target: string; readonly event: DeclaredEvent };

type DeclaredEvent = EventReference & { readonly payload?: JsonSchema | undefined };

/** What the names can be looked up in. */
export interface UsesContext {
  readonly own: OwnEvents;
  /** Dotted names of the service's own procedures. */
  readonly procedures: ReadonlySet<string>;
  /** Names of the service's own APIs. */
  readonly apis: ReadonlySet<string>;
  /** What has the types of the buses that are made. */
  readonly buses: readonly ts.Node[];
  readonly service: string;
  readonly checker: ts.TypeChecker;
}

/** Looks up what a function declares to use; what is not found is a mistake, unless it says itself what it is. */
export function resolveUses(
  { name, uses = [], source }: TargetsRequest,
  context: UsesContext,
): { readonly resolved: readonly ResolvedUse[]; readonly diagnostics: readonly Diagnostic[] } {
  const resolved: ResolvedUse[] = [];
  const diagnostics: Diagnostic[] = [];
  const place = source && { position: source, length: lastSegment(name).length };
  for (const use of uses) {
    const dotted = nameOf(use);
    const found = lookUp(dotted, context);
    if (found?.use !== undefined) {
      if (found.isClosed) {
        diagnostics.push({
          code: 'FIRE_NOT_ALLOWED',
          message: `${name} declares to use ${dotted}, an event of another service, and only its owner fires it.`,
          hint: `Its owner may open it: event<T>({ openTo: ['${context.service}'] }); otherwise call a procedure of that service, which fires it.`,
          ...place,
        });
      }
      resolved.push(found.use);
      continue;
    }
    const api = dotted.slice(0, Math.max(0, dotted.lastIndexOf('.')));
    if (typeof use === 'string' || context.apis.has(api)) {
      const known = [...context.procedures, ...context.own.byName.keys()];
      const closest = closestName(dotted, known);
      diagnostics.push({
        code: 'USES_UNKNOWN',
        message: `${name} declares to use "${dotted}", but there is no such procedure or event ${context.apis.has(api) ? `in ${api}` : 'in the service or on a bus that it makes'}.`,
        hint:
          closest === undefined
            ? `Correct the name; for another service whose types are not at hand say what it is: { call: '${dotted}' } or { fire: '${dotted}' }.`
            : `Did you mean "${closest}"?`,
        ...place,
      });
    } else if ('call' in use) resolved.push({ does: 'calls', target: dotted });
    else resolved.push({ does: 'fires', target: dotted, event: { event: dotted, fifo: use.fifo ?? false } });
  }
  return { resolved, diagnostics };
}

function nameOf(use: DeclaredUse): string {
  if (typeof use === 'string') return use;
  return 'call' in use ? use.call : use.fire;
}

function lookUp(
  dotted: string,
  { own, procedures, buses, checker }: UsesContext,
): { readonly use: ResolvedUse; readonly isClosed?: boolean } | undefined {
  if (procedures.has(dotted)) return { use: { does: 'calls', target: dotted } };
  const event = own.byName.get(dotted);
  if (event !== undefined) return { use: { does: 'fires', target: dotted, event } };
  for (const bus of buses) {
    const type = typeAt(checker.getTypeAtLocation(bus), dotted, checker);
    if (type === undefined) continue;
    if (procedureNameOf(type, checker) === dotted) return { use: { does: 'calls', target: dotted } };
    const named = namedEventOf(type, checker);
    if (named?.name !== dotted) continue;
    return {
      use: { does: 'fires', target: dotted, event: { event: dotted, fifo: named.fifo } },
      isClosed: !named.open,
    };
  }
  return undefined;
}

function lastSegment(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
