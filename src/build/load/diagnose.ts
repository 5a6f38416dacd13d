import { join } from 'node:path';
import type { SourcePosition } from '../../manifest/index.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { CheckedBus } from '../types/checked-bus.ts';
import type { BundledBus } from './bundle-bus.ts';
import { findInSource } from './export-position.ts';
import type { LoadProblem, Place } from './loaded-bus.ts';
import { stackPosition } from './stack-position.ts';

/** What positions are looked up in. */
export interface DiagnoseContext {
  readonly bundle: BundledBus;
  readonly packageRoot: string;
  readonly checked: Pick<CheckedBus, 'apis' | 'listeners' | 'schedules'>;
}

interface Located {
  readonly position: SourcePosition;
  readonly length?: number | undefined;
}

/** Gives the problems of the loading process their positions in the sources. */
export function diagnose(problems: readonly LoadProblem[], context: DiagnoseContext): readonly Diagnostic[] {
  return problems.map(({ code, message, hint, place, related }) => {
    const located = place === undefined ? undefined : locate(place, context);
    const other = related === undefined ? undefined : locate(related.place, context);
    return {
      code,
      message,
      hint,
      ...located,
      ...(related === undefined || other === undefined
        ? {}
        : { related: { message: related.message, position: other.position } }),
    };
  });
}

/** The position of what an export of the bus module is made of. */
export function locateExport(
  name: string,
  path: readonly string[],
  { checked, packageRoot }: Pick<DiagnoseContext, 'checked' | 'packageRoot'>,
): Located | undefined {
  const api = checked.apis.find(({ exportNames }) => exportNames.includes(name));
  const declared =
    api ?? [...checked.listeners, ...checked.schedules].find(({ exportNames }) => exportNames.includes(name));
  if (declared === undefined) return undefined;
  const file = join(packageRoot, declared.source.file);
  const span = findInSource({ file, name: api?.className ?? name, path });
  if (span === undefined) return { position: declared.source };
  return { position: { file: declared.source.file, line: span.line, column: span.column }, length: span.length };
}

function locate(place: Place, context: DiagnoseContext): Located | undefined {
  if (place.at === 'export') return locateExport(place.name, place.path, context);
  const position = stackPosition(place.stack, context.bundle, context.packageRoot);
  return position === undefined ? undefined : { position };
}
