import { ts } from './compiler.ts';
import { typeOrigins } from './type-origins.ts';

/**
 * The files that were edited between two programs, when nothing that other files can see of them has changed: what they
 * declare to the outside is the same text. Undefined where it has, or where that cannot be told.
 */
export function editedWithin(before: ts.Program, after: ts.Program): ReadonlySet<string> | undefined {
  const files = after.getSourceFiles();
  const filesBefore = before.getSourceFiles();
  if (files.length !== filesBefore.length) return undefined;
  const edited = new Set<string>();
  for (const [index, file] of files.entries()) {
    const fileBefore = filesBefore[index];
    if (file === fileBefore) continue;
    if (fileBefore?.fileName !== file.fileName || !looksTheSame([before, fileBefore], [after, file])) return undefined;
    edited.add(file.fileName);
  }
  return edited;
}

type FileIn = readonly [program: ts.Program, file: ts.SourceFile];

function looksTheSame(before: FileIn, after: FileIn): boolean {
  if (![before, after].every(([, file]) => isPlainModule(file))) return false;
  const seen = seenOutside(before);
  return seen !== undefined && seen === seenOutside(after);
}

/** Whether a file is a TypeScript module that declares nothing for others than what it exports. */
function isPlainModule(file: ts.SourceFile): boolean {
  return (
    /\.[cm]?tsx?$/.test(file.fileName) &&
    !file.isDeclarationFile &&
    ts.isExternalModule(file) &&
    !file.statements.some(
      (statement) =>
        ts.isModuleDeclaration(statement) &&
        (ts.isStringLiteral(statement.name) || (statement.flags & ts.NodeFlags.GlobalAugmentation) !== 0),
    )
  );
}

/** Emits the declarations of a file whatever the options say, as the compiler's own watch mode does. */
type EmitDeclarations = (
  file: ts.SourceFile,
  write: (path: string, text: string, mark: unknown, onError: unknown, files: unknown, data?: Emitted) => void,
  cancellation: undefined,
  emitOnly: 2,
  transformers: undefined,
  forceDeclarations: true,
) => ts.EmitResult;

interface Emitted {
  readonly diagnostics?: readonly ts.Diagnostic[] | undefined;
}

/** All of a file that the types of other files may depend on; undefined where it cannot be written down. */
function seenOutside([program, file]: FileIn): string | undefined {
  let declarations: string | undefined;
  let isWhole = true;
  // The compiler is pinned, and its own watch mode asks this way.
  const emit = program.emit as unknown as EmitDeclarations;
  const { diagnostics } = emit(
    file,
    (_path, text, _mark, _onError, _files, data) => {
      declarations = text;
      isWhole &&= (data?.diagnostics ?? []).length === 0;
    },
    undefined,
    2,
    undefined,
    true,
  );
  if (declarations === undefined || !isWhole || diagnostics.length > 0) return undefined;
  return [declarations, ...privateMembers(file), typeOrigins(program, file)].join('\n');
}

/**
 * The private members of classes as they are written. Declarations leave out their types, but `instance['member']` has
 * them.
 */
function privateMembers(file: ts.SourceFile): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const member = ts.isClassElement(node) || ts.isParameter(node) ? node : undefined;
    if (member !== undefined && isPrivate(member)) found.push(signatureText(member, file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** A member without its body, where its types are written before that. */
function signatureText(member: ts.ClassElement | ts.ParameterDeclaration, file: ts.SourceFile): string {
  const body = ts.isMethodDeclaration(member) && member.type !== undefined ? member.body : undefined;
  return file.text.slice(member.getStart(file), body?.getStart(file) ?? member.end);
}

function isPrivate(node: ts.Declaration): boolean {
  return (ts.getCombinedModifierFlags(node) & ts.ModifierFlags.Private) !== 0;
}
