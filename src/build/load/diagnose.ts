import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { SourcePosition } from '../../manifest/index.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { isPackageModule } from '../slice/module-graph.ts';
import type { CheckedBus } from '../types/checked-bus.ts';
import type { BundledBus } from './bundle-bus.ts';
import { findInSource } from './export-position.ts';
import type { LoadProblem, Place } from './loaded-bus.ts';
import { stackPosition } from './stack-position.ts';

/** What positions are looked up in. */
export interface DiagnoseContext {
  readonly bundle: BundledBus;
  readonly packageRoot: string;
  /** The bus module, relative to the package. */
  readonly busModule: string;
  readonly checked: Pick<CheckedBus, 'apis' | 'listeners' | 'schedules'>;
}

interface Located {
  readonly position: SourcePosition;
  readonly length?: number | undefined;
}

const linesOfReason = 3;

/** Gives the problems of the loading process their positions in the sources. */
export function diagnose(problems: readonly LoadProblem[], context: DiagnoseContext): readonly Diagnostic[] {
  return problems.map(({ code, message, hint, place, related }) => {
    const located = place === undefined ? undefined : locate(place, context);
    const other = related === undefined ? undefined : locate(related.place, context);
    return {
      code,
      message: message.replaceAll(`${dirname(context.bundle.file)}${sep}`, './'),
      hint: circularHint(code, message, located, context) ?? `${environmentHint(code, located, context)}${hint}`,
      ...located,
      ...(related === undefined || other === undefined
        ? {}
        : { related: { message: related.message, position: other.position } }),
    };
  });
}

function locate(place: Place, context: DiagnoseContext): Located | undefined {
  if (place.at === 'export') return locateExport(place, context);
  const position = stackPosition(place.stack, context.bundle, context.packageRoot);
  return position === undefined ? undefined : { position };
}

/** The position of what an export of the bus module is made of. */
function locateExport(
  { name, path, part }: Extract<Place, { at: 'export' }>,
  { checked, packageRoot, busModule }: DiagnoseContext,
): Located | undefined {
  const api = checked.apis.find(({ exportNames }) => exportNames.includes(name));
  const declared =
    api ?? [...checked.listeners, ...checked.schedules].find(({ exportNames }) => exportNames.includes(name));
  // What the types do not show may still be written in the bus module itself.
  const file = declared?.source.file ?? busModule;
  const span = findInSource({ file: join(packageRoot, file), name: api?.className ?? name, path, part });
  if (span !== undefined) return { position: { file, line: span.line, column: span.column }, length: span.length };
  return declared === undefined ? undefined : { position: declared.source };
}

/** What is read of a module that has not run yet is missing: two modules import each other. */
function circularHint(
  code: string,
  message: string,
  located: Located | undefined,
  { bundle, packageRoot }: DiagnoseContext,
): string | undefined {
  const isMissing = /before initialization|of undefined|is not (?:a function|a constructor|defined)|extends value/;
  if (!hasThrown(code) || located === undefined || !isMissing.test(message)) return undefined;
  const file = resolve(packageRoot, located.position.file);
  const graph = bundle.graph();
  if (!graph.has(file)) return undefined;
  const other = [...graph.loads(file)].find(
    (path) => path !== file && !isPackageModule(path) && graph.loads(path).has(file),
  );
  if (other === undefined) return undefined;
  const shown = relative(packageRoot, other).replaceAll('\\', '/');
  return `${located.position.file} and ${shown} import each other, so that one of them runs before the other has made its exports. Use what is imported inside of methods and handlers only, or put what both need into a module of its own.`;
}

function hasThrown(code: string): boolean {
  return code === 'LOAD_FAILED' || code === 'CONSTRUCTOR_THREW';
}

/** What throws where the environment is read mostly throws because something is missing there. */
function environmentHint(code: string, located: Located | undefined, { packageRoot }: DiagnoseContext): string {
  if (!hasThrown(code) || located === undefined) return '';
  const { file, line } = located.position;
  const lines = readFileSync(join(packageRoot, file), 'utf8').split('\n');
  const before = lines.slice(Math.max(0, line - linesOfReason), line);
  return before.some((text) => text.includes('process.env'))
    ? 'Where a build runs, the environment of the functions is not there: read it when it is needed. '
    : '';
}
