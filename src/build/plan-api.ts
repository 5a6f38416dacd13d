import { describePlanned } from './describe-planned.ts';
import type { Diagnostic } from './diagnostic.ts';
import type { LoadedApi } from './load/loaded-bus.ts';
import type { PlannedApi, PlannedEvent, PlannedProcedure } from './plan.ts';
import { compare, type Findings, type SeenTypes, unseen } from './plan-findings.ts';
import type { CheckedApi, CheckedProcedure } from './types/checked-bus.ts';

/** Joins what running an API shows with what its types say; empty for what is not on the bus. */
export function planApi(loaded: LoadedApi, checked: SeenTypes, found: Findings): readonly PlannedApi[] {
  const types = checked.apis.find(({ exportNames }) => exportNames.some((name) => loaded.exportNames.includes(name)));
  // The types leave out abstract classes, which are bases and not on the bus.
  if (types === undefined && loaded.name === undefined) return [];
  if (types === undefined) {
    found.unseen.push(
      unseen(
        'API class',
        loaded.exportNames[0] ?? loaded.className,
        'write export class … extends Api, without any or a cast; an abstract base has no meta of its own',
      ),
    );
    return [];
  }
  if (loaded.name === undefined) {
    // What else is wrong with a meta was said where it was read.
    if (!loaded.hasMeta && types.name !== undefined) found.diagnostics.push(metaOnlyDeclared(types));
    return [];
  }
  if (loaded.registered === 'no') return [];
  const name = loaded.name;
  if (types.name !== undefined && types.name !== name)
    found.diagnostics.push(nameDiffers(loaded.className, name, types));
  return [
    {
      name,
      loaded,
      checked: types,
      procedures: types.procedures
        .map((procedure) => planProcedure(procedure, loaded, found))
        .sort((a, b) => compare(a.checked.name, b.checked.name)),
      events: planEvents(loaded, types, found),
    },
  ];
}

function planProcedure(checked: CheckedProcedure, loaded: LoadedApi, found: Findings): PlannedProcedure {
  const { source, name, schemas } = checked;
  const library = loaded.schemas.procedures[name];
  const subject = `${loaded.className}.${name}`;
  const described = {
    params: describePlanned(
      checked.params,
      { subject: `the parameters of ${subject}`, source, length: name.length },
      { library: library?.params, checked: schemas?.params },
      found,
    ),
    result: describePlanned(
      checked.result,
      { subject: `the result of ${subject}`, source, length: name.length },
      { library: library?.result, checked: schemas?.result },
      found,
    ),
  };
  if (!loaded.methods.includes(checked.name)) {
    found.diagnostics.push({
      code: 'TYPES_AND_CODE_DIFFER',
      message: `By its type ${loaded.className} has the procedure "${checked.name}", but the class that runs has no such method.`,
      hint: 'Write it as a method of the class: declared-only members and functions assigned to fields are no procedures.',
      position: checked.source,
      length: checked.name.length,
    });
  }
  return { checked, options: { ...loaded.options, ...loaded.procedures[checked.name] }, described };
}

function planEvents(loaded: LoadedApi, types: CheckedApi, found: Findings): readonly PlannedEvent[] {
  for (const name of Object.keys(loaded.events)) {
    if (types.events.some((event) => event.name === name)) continue;
    found.diagnostics.push({
      code: 'TYPES_AND_CODE_DIFFER',
      message: `${loaded.className} has the event "${name}" when it runs, but its type does not show it.`,
      hint: `Make it public and readonly: readonly ${name} = event<{ … }>().`,
      position: types.source,
      length: loaded.className.length,
    });
  }
  return types.events
    .map((event) => {
      if (loaded.events[event.name] === undefined) {
        found.diagnostics.push({
          code: 'TYPES_AND_CODE_DIFFER',
          message: `By its type ${loaded.className} has the event "${event.name}", but an instance of it has none.`,
          hint: `Initialise the field where it stands: readonly ${event.name} = event<{ … }>().`,
          position: event.source,
          length: event.name.length,
        });
      }
      const { name, source, payload, schema } = event;
      const library = loaded.schemas.events[name];
      const subject = `${loaded.className}.${name}`;
      const described = describePlanned(
        payload,
        { subject, source, length: name.length },
        { library, checked: schema },
        found,
      );
      const { maximumMessageSize, renamedFrom, openTo = [] } = loaded.events[name] ?? {};
      return { checked: event, maximumMessageSize, renamedFrom, openTo: [...openTo].sort(), described };
    })
    .sort((a, b) => compare(a.checked.name, b.checked.name));
}

function metaOnlyDeclared({ className, source }: CheckedApi): Diagnostic {
  return {
    code: 'TYPES_AND_CODE_DIFFER',
    message: `By its type ${className} has a static meta, but the class that runs has none of its own.`,
    hint: "Write it with its value, without declare: static readonly meta = { name: 'support.case' } as const.",
    position: source,
    length: className.length,
  };
}

function nameDiffers(className: string, name: string, { name: typed, source }: CheckedApi): Diagnostic {
  return {
    code: 'TYPES_AND_CODE_DIFFER',
    message: `When it runs, ${className} is named "${name}"; by the type of its meta "${typed}".`,
    hint: 'Write the name as a literal: callers find the API by the name in its type.',
    position: source,
    length: className.length,
  };
}
