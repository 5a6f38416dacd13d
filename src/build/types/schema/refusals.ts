import type { JsonSchema } from '../../../manifest/index.ts';
import type { DiagnosticCode } from '../../diagnostic-codes.ts';
import type { Checking, Finding } from '../checking.ts';
import type { ts } from '../compiler.ts';
import type { Place } from './place.ts';

/** The schema in the place of a type that was refused: the build fails, so nothing ever reads it. */
export const refused: JsonSchema = { not: {} };

/** What keeps a type from travelling. */
export interface Refusal {
  readonly code: DiagnosticCode;
  /** Completes "SupportCaseApi.open: parameter.onDone is …". */
  readonly is: string;
  readonly hint: string;
}

/** So many places of one parameter, result or payload are listed at most: a large type of a package has hundreds. */
const mostPlaces = 20;

const counts = new WeakMap<Checking, Map<string, number>>();

/** Whether a place is one of the first of its root that are refused; says of the next one that there are more. */
function isListed(checking: Checking, { subject, path, node }: Place): boolean {
  const ofChecking = counts.get(checking) ?? new Map<string, number>();
  counts.set(checking, ofChecking);
  const root = `${subject}: ${/^\w+/.exec(path)?.[0] ?? ''}`;
  const count = (ofChecking.get(root) ?? 0) + 1;
  ofChecking.set(root, count);
  if (count === mostPlaces + 1) {
    checking.report(
      {
        code: 'TYPE_CANNOT_TRAVEL',
        message: `${root} has more places that cannot travel than the ${mostPlaces} that are listed.`,
        hint: 'Write a type of your own with the properties that you send.',
      },
      node,
    );
  }
  return count <= mostPlaces;
}

/** Notes that the type at a place cannot travel. */
export function refuse(checking: Checking, place: Place, { code, is, hint }: Refusal): JsonSchema {
  if (!isListed(checking, place)) return refused;
  checking.report({ code, message: `${place.subject}: ${place.path} is ${is}.`, hint } satisfies Finding, place.node);
  return refused;
}

/** What to write instead of a class instance. */
export function classRefusal(type: ts.Type, why: string, isOwn: boolean, checking: Checking): Refusal {
  const name = checking.show(type);
  return {
    code: 'TYPE_IS_CLASS',
    is: `an instance of the class ${name}, ${why}`,
    hint: isOwn
      ? `Send a plain object, or give ${name} a codec: static toBus(value: ${name}) that returns plain data and static fromBus(json): ${name} that reads it.`
      : `Send plain data instead, such as the string or object that ${name} is made from.`,
  };
}

/** Names that are listed in an error: the first few. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? `${shown}, …` : shown;
}

/** `object` and brands of nothing say nothing of what travels. */
export function refuseShapeless(type: ts.Type, place: Place, checking: Checking): JsonSchema {
  return refuse(checking, place, {
    code: 'TYPE_HAS_NO_SHAPE',
    is: `${checking.show(type)}, which says nothing about its shape`,
    hint:
      place.path === 'payload'
        ? 'Say what the event carries: event<{ id: string }>(); event<Record<string, unknown>>() is for any object.'
        : 'Name its properties, or write Record<string, unknown> for any object and unknown for any value.',
  });
}
