import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { isBusNode } from '../targets/bus-nodes.ts';
import { isOpaque, partsOf, primitive } from './outside.ts';
import { isOutside } from './value-use.ts';

/** Tells types whose values hold no code of the program that could be run through them. */
export interface PlainTypes {
  /**
   * Whether wherever a value of the type goes, no member of a class or object of the program is handed on with it.
   *
   * @param look told of the declarations that this depends on
   */
  isPlain(type: ts.Type, look: (declaration: ts.Node) => void): boolean;
}

const deepest = 8;

interface Found {
  readonly isPlain: boolean;
  /** What declares the types in it. */
  readonly declarations: ReadonlySet<ts.Node>;
}

interface Looking {
  /** Types that refer to each other are plain together, or none of them is. */
  readonly together: Set<ts.Type>;
  readonly declarations: Set<ts.Node>;
}

/** Remembers what it has found of each type. */
export function createPlainTypes(owners: { has(declaration: ts.Node): boolean }, { checker }: Checking): PlainTypes {
  const known = new Map<ts.Type, Found>();

  function look(type: ts.Type, looking: Looking, depth: number): boolean {
    const found = known.get(type);
    if (found !== undefined) {
      for (const declaration of found.declarations) looking.declarations.add(declaration);
      return found.isPlain;
    }
    if (looking.together.has(type)) return true;
    if (depth > deepest) return false;
    looking.together.add(type);
    return partsOf(type, checker).every((part) => isPlainPart(part, looking, depth));
  }

  function isPlainPart(part: ts.Type, looking: Looking, depth: number): boolean {
    if (part.flags & primitive) return true;
    if (!(part.flags & ts.TypeFlags.Object) || isOpaque(part) || isBusNode(part)) return false;
    for (const declaration of part.getSymbol()?.declarations ?? []) {
      if (isOutside(declaration)) continue;
      looking.declarations.add(declaration);
      if (owners.has(declaration)) return false;
    }
    const isReference = ((part as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
    const given = isReference ? checker.getTypeArguments(part as ts.TypeReference) : [];
    return (
      given.every((argument) => argument === part || look(argument, looking, depth + 1)) &&
      checker
        .getPropertiesOfType(part)
        .every(
          (property) =>
            property.declarations?.every(isOutside) === true ||
            look(checker.getTypeOfSymbol(property), looking, depth + 1),
        )
    );
  }

  return {
    isPlain(type, note) {
      let found = known.get(type);
      if (found === undefined) {
        const looking: Looking = { together: new Set(), declarations: new Set() };
        found = { isPlain: look(type, looking, 0), declarations: looking.declarations };
        for (const other of found.isPlain ? looking.together : [type]) known.set(other, found);
      }
      for (const declaration of found.declarations) note(declaration);
      return found.isPlain;
    },
  };
}
