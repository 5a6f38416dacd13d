import { closestName } from '../../../definition/did-you-mean.ts';
import { ts } from '../compiler.ts';
import { membersOf } from '../library-types.ts';
import { explainAny } from '../schema/unresolved.ts';
import { isBusNode } from './bus-nodes.ts';
import type { TargetSink } from './target-sink.ts';

/** Refuses a name that the bus does not have: its type would be any, and what is called there unknown. */
export function checkMember(holder: ts.Type, name: string, node: ts.Node, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  const part = membersOf(checker.getNonNullableType(holder)).find((member) => isBusNode(member));
  if (part === undefined || checker.getPropertyOfType(part, name) !== undefined) return;
  if (checker.getIndexInfosOfType(part).length > 0) return;
  const known = checker
    .getPropertiesOfType(part)
    .filter(({ escapedName }) => !String(escapedName).startsWith('__@'))
    .map((property) => property.name)
    .sort();
  const closest = closestName(name, known);
  sink.report(
    {
      code: 'TARGET_NOT_FOUND',
      message: `There is no "${name}" on the bus at this place; there ${known.length === 1 ? 'is' : 'are'} ${known.join(', ')}.`,
      hint:
        closest === undefined
          ? 'Correct the name, or add the module of its API: createBus<[typeof apis, typeof other]>().'
          : `Did you mean "${closest}"?`,
    },
    node,
  );
}

/** Refuses the rest or a copy of a part of the bus: only types list its members, so when the code runs it holds none. */
export function checkTakenWhole(holder: ts.Type, node: ts.Node, sink: TargetSink): void {
  const { checker } = sink.reader.checking;
  if (!membersOf(checker.getNonNullableType(holder)).some((member) => isBusNode(member))) return;
  sink.report(
    {
      code: 'TARGET_NAME_NOT_STATIC',
      message: `${node.getText()} takes all that is at this place of the bus, but a bus has no list of that when it runs, so it holds nothing.`,
      hint: 'Name each procedure and event that is used: const { open, get } = bus.support.case.',
    },
    node,
  );
}

/** Notes a bus that is made, and refuses one whose modules cannot be found: it would be any, and its calls unseen. */
export function readCreateBus(call: ts.CallExpression, sink: TargetSink): void {
  const { checking } = sink.reader;
  const { checker } = checking;
  const [modules] = call.typeArguments ?? [];
  if (modules === undefined || nameOfCallee(call.expression, checker) !== 'createBus') return;
  sink.bus(call);
  const type = checker.getTypeFromTypeNode(modules);
  const parts = checker.isTupleType(type) ? checker.getTypeArguments(type as ts.TypeReference) : membersOf(type);
  const unknown = parts.find((part) => part.flags & ts.TypeFlags.Any);
  if (unknown === undefined) return;
  const { code, is, hint } = explainAny(unknown, { subject: '', path: '', node: modules }, checking);
  sink.report({ code, message: `createBus<${modules.getText()}>() makes a bus that is ${is}.`, hint }, modules);
}

function nameOfCallee(callee: ts.Expression, checker: ts.TypeChecker): string | undefined {
  const symbol = checker.getSymbolAtLocation(callee);
  if (symbol === undefined) return undefined;
  return (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol).name;
}
