import type { Diagnostic } from '../../diagnostic.ts';
import { positionAt } from '../checking.ts';
import { ts } from '../compiler.ts';
import type { Use } from '../reach/code-graph.ts';
import { typeAt } from './bus-nodes.ts';

/**
 * Checks that an event of another service is open to this one, where that service's source is in the program: the type
 * only says that it is open to some.
 */
export function checkOpenedTo(
  { target, at }: Use,
  {
    buses,
    service,
    checker,
    packageRoot,
  }: {
    /** What has the types of the buses that are made. */
    readonly buses: readonly ts.Node[];
    readonly service: string;
    readonly checker: ts.TypeChecker;
    readonly packageRoot: string;
  },
): readonly Diagnostic[] {
  const services = buses.flatMap((bus) => openedTo(checker.getTypeAtLocation(bus), target, checker) ?? [])[0];
  if (services === undefined || services.names.includes(service)) return [];
  return [
    {
      code: 'FIRE_NOT_ALLOWED',
      message: `${target} is an event of another service, which opened it to ${services.names.join(', ') || 'none'}, and not to ${service}.`,
      hint: `Its owner may add it: openTo: [${[...services.names, service].map((name) => `'${name}'`).join(', ')}].`,
      position: positionAt(at.getSourceFile(), at.getStart(), packageRoot),
      length: at.getText().split('\n')[0]?.length ?? 1,
      related: {
        message: 'It is opened here.',
        position: positionAt(services.node.getSourceFile(), services.node.getStart(), packageRoot),
      },
    },
  ];
}

/** The list as it is written; undefined where it is not there to be read. */
function openedTo(
  bus: ts.Type,
  event: string,
  checker: ts.TypeChecker,
): { readonly names: readonly string[]; readonly node: ts.Node } | undefined {
  const split = event.lastIndexOf('.');
  const api = typeAt(bus, event.slice(0, split), checker);
  const field =
    api && checker.getPropertyOfType(api, event.slice(split + 1))?.declarations?.find(ts.isPropertyDeclaration);
  const made = field?.initializer;
  const options = made !== undefined && ts.isCallExpression(made) ? made.arguments[0] : undefined;
  if (options === undefined || !ts.isObjectLiteralExpression(options)) return undefined;
  const option = options.properties.find((property) => property.name?.getText() === 'openTo');
  if (option === undefined || !ts.isPropertyAssignment(option) || !ts.isArrayLiteralExpression(option.initializer))
    return undefined;
  const { elements } = option.initializer;
  if (!elements.every((element) => ts.isStringLiteralLike(element))) return undefined;
  return { names: elements.map((element) => (ts.isStringLiteralLike(element) ? element.text : '')), node: option };
}
