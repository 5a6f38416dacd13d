import type ts from 'typescript-checker';
import { type MemberReferences, readMemberReferences } from './member-references.ts';
import type { QuietReader } from './quiet.ts';
import { isDecorated } from './syntax.ts';
import { mentionedNames } from './top-level.ts';

/** A member of a class, and what it needs. */
export interface ClassMember {
  readonly element: ts.ClassElement;
  /** As it is written, private ones with `#`; undefined for a constructor or a static block. */
  readonly name?: string | undefined;
  readonly isStatic: boolean;
  readonly references: MemberReferences;
  /** Identifiers that it mentions. */
  readonly mentions: ReadonlySet<string>;
}

/** The members of a class that stay, or why all of them have to. */
export type KeptMembers = { readonly kept: ReadonlySet<ClassMember> } | { readonly whole: string };

/** Reads the members of a class. Gives the reason why one of them cannot be cut out. */
export function readMembers(
  typescript: typeof ts,
  declaration: ts.ClassDeclaration,
): readonly ClassMember[] | { readonly whole: string } {
  if (isDecorated(typescript, declaration)) return { whole: 'it has a decorator, which sees all of its members' };
  const className = declaration.name?.text ?? '';
  const members: ClassMember[] = [];
  for (const element of declaration.members) {
    if (element.name !== undefined && typescript.isComputedPropertyName(element.name)) {
      return { whole: 'a member has a computed name' };
    }
    members.push({
      element,
      name: element.name?.text,
      isStatic: isStatic(typescript, element),
      references: readMemberReferences(typescript, element, className),
      mentions: mentionedNames(typescript, element),
    });
  }
  return members;
}

/**
 * Finds the members that a procedure needs: itself, what it reaches through `this` or the class's name, and what runs
 * when the class is defined or an instance made.
 */
export function keepMembers(
  typescript: typeof ts,
  members: readonly ClassMember[],
  { roots, isQuiet }: { readonly roots: readonly string[]; readonly isQuiet: QuietReader['isQuietExpression'] },
): KeptMembers {
  const kept = new Set<ClassMember>();
  const pending: ClassMember[] = [];
  const keep = (where: (member: ClassMember) => boolean): void => {
    for (const member of members) {
      if (kept.has(member) || !where(member)) continue;
      kept.add(member);
      pending.push(member);
    }
  };

  keep(({ element }) => runsWhenMade(typescript, element, isQuiet));
  keep(({ name, isStatic: ofClass }) => !ofClass && name !== undefined && roots.includes(name));
  for (let member = pending.pop(); member !== undefined; member = pending.pop()) {
    const { instance, statics, undecidable } = member.references;
    if (undecidable !== undefined) return { whole: `${undecidable} in ${member.name ?? placeOf(typescript, member)}` };
    // A static member's `this` is the class, so its names are looked up among both.
    const { isStatic: ofClass } = member;
    keep(({ name, isStatic: isOther }) => name !== undefined && instance.has(name) && (!isOther || ofClass));
    keep(({ name, isStatic: isOther }) => name !== undefined && isOther && statics.has(name));
  }
  return { kept };
}

function placeOf(typescript: typeof ts, { element }: ClassMember): string {
  return typescript.isConstructorDeclaration(element) ? 'its constructor' : 'a static block';
}

/** Whether a member's code runs when the class is defined or an instance is made, and does something besides. */
function runsWhenMade(
  typescript: typeof ts,
  element: ts.ClassElement,
  isQuiet: QuietReader['isQuietExpression'],
): boolean {
  if (typescript.isConstructorDeclaration(element) || typescript.isClassStaticBlockDeclaration(element)) return true;
  if (!typescript.isPropertyDeclaration(element)) return false;
  return element.initializer !== undefined && !isQuiet(element.initializer);
}

function isStatic(typescript: typeof ts, element: ts.ClassElement): boolean {
  return (
    typescript.canHaveModifiers(element) &&
    (typescript.getModifiers(element) ?? []).some(({ kind }) => kind === typescript.SyntaxKind.StaticKeyword)
  );
}
