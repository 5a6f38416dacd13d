import { ts } from '../compiler.ts';
import { constraintNames } from './constraint-tags.ts';

/** A doc comment, read. */
export interface DocComment {
  /** The text before the tags; empty when there is none. */
  readonly text: string;
  readonly tags: readonly DocTag[];
}

/** One tag of a doc comment. */
export interface DocTag {
  readonly name: string;
  readonly text: string;
}

/** Tags that are also read in the middle of a line: `Cents. @minimum 1 @maximum 100`. */
const inlineTags = new RegExp(
  `\\s(?=@(?:${[...constraintNames, 'default', 'example', 'deprecated', 'sensitive'].join('|')})\\b)`,
);

/** Tags whose text is taken as it stands, with anything that looks like a tag in it. */
const verbatimTags = new Set(['example', 'default']);

const none: DocComment = { text: '', tags: [] };

/**
 * The doc comment of a declaration. It is read from the text before the declaration: the compiler attaches none to a
 * member that follows another on its line.
 */
export function docCommentOf(declaration: ts.Node): DocComment {
  const node = commentedNode(declaration);
  const file = node.getSourceFile();
  const leading = file.text.slice(node.pos, node.getStart(file));
  const comments = [...leading.matchAll(/\/\*\*(?!\/)[\s\S]*?\*\//g)];
  const last = comments.at(-1);
  if (last === undefined) return none;
  // A comment behind the previous member belongs to that one, when this one starts on a later line.
  const isTrailing = !leading.slice(0, last.index).includes('\n') && leading.slice(last.index).includes('\n');
  if (isTrailing && comments.length === 1 && !startsBlock(file, node.pos) && !last[0].includes('\n')) return none;
  return parseDocComment(last[0]);
}

/** Reads the text of a comment, with its delimiters. */
function parseDocComment(comment: string): DocComment {
  const lines = comment
    .slice(3, -2)
    .split(/\r?\n/)
    .map((line) => line.replace(/^\s*\*?[ \t]?/, '').trimEnd());
  const text: string[] = [];
  const tags: { name: string; text: string }[] = [];
  for (const part of lines.flatMap(splitTags)) {
    const tag = /^@([A-Za-z]+)\s*(.*)$/.exec(part);
    const current = tags.at(-1);
    if (tag?.[1] !== undefined) tags.push({ name: tag[1], text: tag[2] ?? '' });
    else if (current === undefined) text.push(part);
    else current.text += `\n${part}`;
  }
  return {
    text: plainText(text.join('\n')),
    tags: tags.map(({ name, text: body }) => ({ name, text: body.trim() })),
  };
}

/** Whether the doc comment of a declaration says `@deprecated`. */
export function isDeprecated(doc: DocComment): boolean {
  return doc.tags.some(({ name }) => name === 'deprecated');
}

function splitTags(line: string): readonly string[] {
  const verbatim = /^\s*@([A-Za-z]+)/.exec(line)?.[1];
  const at = verbatim !== undefined && verbatimTags.has(verbatim) ? -1 : line.search(inlineTags);
  const part = at === -1 ? line : line.slice(0, at);
  const trimmed = part.trimStart().startsWith('@') ? part.trim() : part;
  return at === -1 ? [trimmed] : [trimmed, ...splitTags(line.slice(at + 1))];
}

/** `{@link Foo the foo}` reads as `the foo`. */
function plainText(text: string): string {
  return text
    .replaceAll(/\{@link(?:code|plain)?\s+([^}|\s]+)(?:[\s|]+([^}]*))?\}/g, (_, target: string, label?: string) =>
      label === undefined || label.trim() === '' ? target : label.trim(),
    )
    .trim();
}

/** The node in front of which the comment stands: the statement of a variable. */
function commentedNode(declaration: ts.Node): ts.Node {
  const statement = declaration.parent?.parent;
  return ts.isVariableDeclaration(declaration) && statement !== undefined && ts.isVariableStatement(statement)
    ? statement
    : declaration;
}

/** Whether nothing but an opening brace (or the file's start) stands before a place: there is no previous member. */
function startsBlock(file: ts.SourceFile, offset: number): boolean {
  const before = file.text.slice(0, offset).trimEnd().at(-1);
  return before === undefined || before === '{' || before === '(';
}
