import type { Checking } from '../checking.ts';
import { ts } from '../compiler.ts';
import { isBusNode } from '../targets/bus-nodes.ts';
import { isOpaque, partsOf } from './outside.ts';
import type { Registry } from './register.ts';
import { isOutside } from './value-use.ts';

/** Tells types whose values hold no code of the program that could be run through them. */
export interface PlainTypes {
  /** Whether wherever a value of the type goes, no member of a class or object of the program is handed on with it. */
  isPlain(type: ts.Type): boolean;
}

const deepest = 8;
const primitive =
  ts.TypeFlags.StringLike |
  ts.TypeFlags.NumberLike |
  ts.TypeFlags.BigIntLike |
  ts.TypeFlags.BooleanLike |
  ts.TypeFlags.ESSymbolLike |
  ts.TypeFlags.VoidLike |
  ts.TypeFlags.Null |
  ts.TypeFlags.Never;

/** Remembers what it has found of each type. */
export function createPlainTypes({
  owners,
  checking,
}: {
  readonly owners: Registry['owners'];
  readonly checking: Checking;
}): PlainTypes {
  const { checker } = checking;
  const known = new Map<ts.Type, boolean>();

  /** Types that refer to each other are plain together, or none of them is. */
  function look(type: ts.Type, together: Set<ts.Type>, depth: number): boolean {
    const found = known.get(type);
    if (found !== undefined) return found;
    if (together.has(type)) return true;
    if (depth > deepest) return false;
    together.add(type);
    return partsOf(type, checker).every((part) => isPlainPart(part, together, depth));
  }

  function isPlainPart(part: ts.Type, together: Set<ts.Type>, depth: number): boolean {
    if (part.flags & primitive) return true;
    if (!(part.flags & ts.TypeFlags.Object) || isOpaque(part) || isBusNode(part)) return false;
    if (part.getSymbol()?.declarations?.some((declaration) => owners.has(declaration)) === true) return false;
    const isReference = ((part as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0;
    const given = isReference ? checker.getTypeArguments(part as ts.TypeReference) : [];
    return (
      given.every((argument) => argument === part || look(argument, together, depth + 1)) &&
      checker
        .getPropertiesOfType(part)
        .every(
          (property) =>
            property.declarations?.every(isOutside) === true ||
            look(checker.getTypeOfSymbol(property), together, depth + 1),
        )
    );
  }

  return {
    isPlain(type) {
      const found = known.get(type);
      if (found !== undefined) return found;
      const together = new Set<ts.Type>();
      const isPlain = look(type, together, 0);
      if (isPlain) for (const other of together) known.set(other, true);
      else known.set(type, false);
      return isPlain;
    },
  };
}
