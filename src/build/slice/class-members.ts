import type { Class, ClassElement } from 'oxc-parser';
import { type MemberReferences, readMemberReferences } from './member-references.ts';
import type { QuietReader } from './quiet.ts';
import { isConstructor, isDecorated, isField, memberName } from './syntax.ts';
import { mentionedNames } from './top-level.ts';

/** A member of a class, and what it needs. */
export interface ClassMember {
  readonly element: ClassElement;
  /** As it is written, private ones with `#`; undefined for a constructor or a static block. */
  readonly name?: string | undefined;
  readonly isStatic: boolean;
  readonly references: MemberReferences;
  /** The base class that has it; undefined for a member of the class itself. */
  readonly base?: string | undefined;
  /** Identifiers that it mentions. */
  readonly mentions: ReadonlySet<string>;
}

/** The members of a class that stay, or why all of them have to. */
export type KeptMembers = { readonly kept: ReadonlySet<ClassMember> } | { readonly whole: string };

/** Reads the members of a class. Gives the reason why one of them cannot be cut out. */
export function readMembers(declaration: Class): readonly ClassMember[] | { readonly whole: string } {
  if (isDecorated(declaration)) return { whole: 'it has a decorator, which sees all of its members' };
  const className = declaration.id?.name ?? '';
  const members: ClassMember[] = [];
  for (const element of declaration.body.body) {
    if ('computed' in element && element.computed) return { whole: 'a member has a computed name' };
    members.push({
      element,
      name: memberName(element),
      isStatic: 'static' in element && element.static,
      references: readMemberReferences(element, className),
      mentions: mentionedNames(element),
    });
  }
  return members;
}

/**
 * Finds the members that a procedure needs: itself, what it reaches through `this` or the class's name, and what runs
 * when the class is defined or an instance made.
 */
export function keepMembers(
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

  keep(({ element, base }) => runsWhenMade(element, (value) => base === undefined && isQuiet(value)));
  keep(({ name, isStatic: ofClass }) => !ofClass && name !== undefined && roots.includes(name));
  for (let member = pending.pop(); member !== undefined; member = pending.pop()) {
    const { instance, statics, undecidable } = member.references;
    if (undecidable !== undefined) {
      const place = member.name ?? placeOf(member);
      const above = member.base === undefined ? '' : ` of its base class ${member.base}`;
      return { whole: `${undecidable} in ${place}${above}` };
    }
    // A static member's `this` is the class, so its names are looked up among both.
    const { isStatic: ofClass } = member;
    keep(({ name, isStatic: isOther }) => name !== undefined && instance.has(name) && (!isOther || ofClass));
    keep(({ name, isStatic: isOther }) => name !== undefined && isOther && statics.has(name));
  }
  return { kept };
}

function placeOf({ element }: ClassMember): string {
  return isConstructor(element) ? 'its constructor' : 'a static block';
}

/** Whether a member's code runs when the class is defined or an instance is made, and does something besides. */
function runsWhenMade(element: ClassElement, isQuiet: QuietReader['isQuietExpression']): boolean {
  if (isConstructor(element) || element.type === 'StaticBlock') return true;
  return isField(element) && element.value !== null && !isQuiet(element.value);
}
