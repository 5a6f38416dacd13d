import { ts } from '../compiler.ts';
import { namedEventOf } from '../library-types.ts';
import { isDynamicClient, literalTexts, typeAt } from './bus-nodes.ts';
import type { TargetSink } from './target-sink.ts';

const methods = ['call', 'enqueue', 'fire'];

/** Reads a use of `bus.$client`: a name that is written there is a target like any other. */
export function readDynamicAccess(access: ts.PropertyAccessExpression, sink: TargetSink): void {
  const { checking } = sink.reader;
  const { checker } = checking;
  const method = access.name.text;
  if (!methods.includes(method) || !isDynamicClient(checker.getTypeAtLocation(access.expression))) return;
  const call = access.parent;
  const argument = ts.isCallExpression(call) && call.expression === access ? call.arguments[0] : undefined;
  const names = argument && literalTexts(checker.getTypeAtLocation(argument));
  if (names === undefined) {
    const found =
      argument === undefined
        ? 'is not called where it is named'
        : `gets the name from ${argument.getText()}, of type ${checking.show(checker.getTypeAtLocation(argument))}`;
    sink.report(
      {
        code: 'TARGET_NAME_NOT_STATIC',
        message: `$client.${method} ${found}, so the build cannot tell what the function needs to be allowed.`,
        hint: `Write the name as a string literal, or give it a union of literals as its type: "support.case.get" | "support.case.open".`,
      },
      argument ?? access,
    );
    return;
  }
  for (const name of names) {
    if (method === 'fire') fireByName(name, access, argument ?? access, sink);
    else sink.call(name, access, { enqueued: method === 'enqueue' });
  }
}

function fireByName(name: string, access: ts.PropertyAccessExpression, node: ts.Node, sink: TargetSink): void {
  const own = sink.own.byName.get(name);
  if (own !== undefined) {
    sink.fireOwn([own], node, { byClient: true });
    return;
  }
  const { checker } = sink.reader.checking;
  const client = access.expression;
  const bus = ts.isPropertyAccessExpression(client) ? checker.getTypeAtLocation(client.expression) : undefined;
  const found = bus && typeAt(bus, name, checker);
  const event = found && namedEventOf(found, checker);
  if (event !== undefined) {
    sink.fire({ ...event, name }, node);
    return;
  }
  sink.report(
    {
      code: 'TARGET_NOT_FOUND',
      message: `There is no event "${name}" on this bus, so nothing tells its payload or whether it may be fired.`,
      hint: 'Correct the name, or add the module of its API: createBus<[typeof apis, typeof other]>().',
    },
    node,
  );
}
