import { existsSync, readFileSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { Diagnostic } from '../../diagnostic.ts';
import { isLibraryFile } from '../../library.ts';
import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { isBusNode, reachOf } from './bus-nodes.ts';

/** An import by code that cannot be read, of a module that can. */
export interface CompiledImport {
  /** The compiled file, relative to the package. */
  readonly importer: string;
  readonly module: ts.SourceFile;
  /** Where the module's name stands, counted from 1. */
  readonly line: number;
  readonly column: number;
  /** The module's name, as it is written. */
  readonly specifier: string;
}

/**
 * Finds what compiled code among the user's own sources imports of the program. Packages are left out: they do not know
 * the modules of who uses them.
 *
 * @param files the modules of a bundle, absolute
 * @param isRead whether a file is one whose code is read
 */
export function importsOfCompiled(
  files: readonly string[],
  isRead: (file: string) => boolean,
  checking: Checking,
): readonly CompiledImport[] {
  return files
    .filter(
      (file) =>
        /\.[cm]?js$/.test(file) && !isRead(file) && !isLibraryFile(file) && !/[\\/]node_modules[\\/]/.test(file),
    )
    .filter((file) => existsSync(file))
    .flatMap((file) => importsIn(file, isRead, checking));
}

function importsIn(
  file: string,
  isRead: (file: string) => boolean,
  { program, packageRoot }: Checking,
): readonly CompiledImport[] {
  const text = readFileSync(file, 'utf8');
  const importer = relative(packageRoot, file).split(sep).join('/');
  return ts.preProcessFile(text, true, true).importedFiles.flatMap(({ fileName: specifier, pos }) => {
    const { resolvedModule } = ts.resolveModuleName(specifier, file, program.getCompilerOptions(), ts.sys);
    const module = resolvedModule && program.getSourceFile(resolvedModule.resolvedFileName);
    if (module === undefined || !isRead(module.fileName)) return [];
    const before = text.slice(0, pos).split('\n');
    return [{ importer, module, line: before.length, column: (before.at(-1)?.length ?? 0) + 1, specifier }];
  });
}

/** Refuses an import by which compiled code gets hold of the bus: what it does with it is not there to be read. */
export function checkCompiledImport(
  { importer, module, line, column, specifier }: CompiledImport,
  { checker }: Checking,
): readonly Diagnostic[] {
  const symbol = checker.getSymbolAtLocation(module);
  const given = (symbol === undefined ? [] : checker.getExportsOfModule(symbol)).find((exported) =>
    givesBus(checker.getTypeOfSymbolAtLocation(exported, module), checker),
  );
  if (given === undefined) return [];
  return [
    {
      code: 'TARGET_CODE_COMPILED',
      message: `This compiled code imports ${specifier}, whose export ${given.name} gives it the bus, so the build cannot tell what it calls and fires.`,
      hint: 'Import its TypeScript sources instead, or let it take the functions that it needs as parameters.',
      position: { file: importer, line, column },
      length: specifier.length,
    },
  ];
}

/** Whether a value is of the bus, has a part of it as a member, or answers with one. */
function givesBus(type: ts.Type, checker: ts.TypeChecker, depth = 0): boolean {
  const { procedures, events } = reachOf(type, checker);
  if (isBusNode(type) || procedures.length > 0 || events.length > 0) return true;
  if (depth === maximumDepth) return false;
  const awaited = checker.getAwaitedType(type);
  if (awaited !== undefined && awaited !== type) return givesBus(awaited, checker, depth + 1);
  return (
    type.getCallSignatures().some((signature) => givesBus(signature.getReturnType(), checker, depth + 1)) ||
    ((type.flags & ts.TypeFlags.Object) !== 0 &&
      checker
        .getPropertiesOfType(type)
        .some((property) => givesBus(checker.getTypeOfSymbol(property), checker, depth + 1)))
  );
}

/** Objects that refer to themselves have no end. */
const maximumDepth = 3;
