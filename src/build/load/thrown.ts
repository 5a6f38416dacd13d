import { isBusError } from '../../definition/index.ts';
import type { LoadProblem, Place } from './loaded-bus.ts';
import { isRefusedConnection } from './no-network.ts';
import { show } from './plain-values.ts';

/** What the loading process was doing when something was thrown. */
export interface Activity {
  /** Such as `loading the bus module`. */
  readonly doing: string;
  /** The export being constructed, where the stack names no line of the user's code. */
  readonly exportName?: string | undefined;
}

const onlyDefine =
  'The top level of a module and the constructor of an API only define: move this into a procedure, a listener, a schedule or "protected async start()", which runs at cold start.';

/** Turns what user code threw into a problem. */
export function problemOfThrown(thrown: unknown, activity: Activity): LoadProblem {
  const place = placeOf(thrown, activity);
  const refused = causes(thrown).find(isRefusedConnection);
  if (refused !== undefined) {
    refused.reported = true;
    return {
      code: 'IO_AT_BUILD',
      message: `A connection to ${refused.target} was opened while ${activity.doing}.`,
      hint: onlyDefine,
      place,
    };
  }
  if (isBusError(thrown) && thrown.code === 'BUS_USED_AT_BUILD') {
    return { code: 'BUS_USED_AT_BUILD', message: sentences(thrown.message).first, hint: onlyDefine, place };
  }
  if (isBusError(thrown) && thrown.code === 'DEFINITION_INVALID') {
    const { first, rest } = sentences(thrown.message);
    return { code: 'DEFINITION_INVALID', message: first, hint: rest, place };
  }
  return {
    code: activity.exportName === undefined ? 'LOAD_FAILED' : 'CONSTRUCTOR_THREW',
    message: `${capital(activity.doing)} threw ${describe(thrown)}.`,
    hint: `${hintFor(thrown)}${onlyDefine}`,
    place,
  };
}

/** The thrown value and what it was caused by. */
function causes(thrown: unknown): readonly unknown[] {
  const chain: unknown[] = [];
  for (let error = thrown; error !== undefined && !chain.includes(error); ) {
    chain.push(error);
    error = error instanceof Error ? error.cause : undefined;
  }
  return chain;
}

function placeOf(thrown: unknown, { exportName }: Activity): Place | undefined {
  const stack = causes(thrown)
    .map((error) => (error instanceof Error ? (error.stack ?? '') : ''))
    .join('\n');
  if (stack !== '') return { at: 'stack', stack };
  return exportName === undefined ? undefined : { at: 'export', name: exportName, path: [] };
}

/** The library's own errors say what happened, and then what to do. */
export function sentences(message: string): { readonly first: string; readonly rest: string } {
  const [, first = message, rest = ''] = /^(.*?\.) ([A-Z].*)$/s.exec(message) ?? [];
  return { first, rest };
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

function describe(thrown: unknown): string {
  if (!(thrown instanceof Error)) return show(thrown);
  const firstLine = thrown.message.split('\n')[0] ?? '';
  return firstLine === '' ? thrown.name : `${thrown.name}: ${firstLine.replace(/\.$/, '')}`;
}

function hintFor(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT')
    return 'A bundle holds code only, no other files: import JSON and text instead of reading it. ';
  return '';
}
