import { ts } from '../compiler.ts';
import { eventFieldOf, namedEventOf, procedureNameOf } from '../library-types.ts';
import { partsOf, primitive } from '../reach/outside.ts';
import { isOutside } from '../reach/value-use.ts';
import { isBusNode } from './bus-nodes.ts';

/** What is known of the values of a type. */
export type Carried =
  /** Data, or objects that have nothing to do with the bus. */
  | 'nothing'
  /** It has functions, which may be given something of the bus by who knows their type otherwise. */
  | 'functions'
  /** At some depth there is a part of the bus, an event of an API or a function that takes or gives one. */
  | 'bus';

/** Tells what the values of types carry, and remembers it for as long as a program. */
export interface Carrying {
  of(type: ts.Type): Carried;
}

/** Types that are made of ever new types have no end; what is not looked at counts as functions. */
const deepest = 40;
const mostTypes = 3000;
const strength = { nothing: 0, functions: 1, bus: 2 };

interface Visit {
  readonly carried: Carried;
  /** The outermost type on the way that it leads back to: what is found within is not all that there is of that. */
  readonly leadsBackTo: number;
}

/** Starts with nothing remembered. */
export function createCarrying(checker: ts.TypeChecker): Carrying {
  const known = new Map<ts.Type, Carried>();
  const way = new Map<ts.Type, number>();
  let left = mostTypes;

  function visit(type: ts.Type): Visit {
    if (type.flags & primitive) return nothing;
    const carried = known.get(type);
    if (carried !== undefined) return { carried, leadsBackTo: Number.POSITIVE_INFINITY };
    const before = way.get(type);
    if (before !== undefined) return { carried: 'nothing', leadsBackTo: before };
    const depth = way.size;
    if (depth > deepest || left === 0) return { carried: 'functions', leadsBackTo: 0 };
    left -= 1;
    way.set(type, depth);
    let most: Visit = nothing;
    for (const part of partsOf(type, checker)) {
      most = more(most, part === type ? visitPart(part) : visit(part));
      if (most.carried === 'bus') break;
    }
    way.delete(type);
    if (most.carried === 'bus' || most.leadsBackTo >= depth || left === 0) {
      known.set(type, most.carried);
      return { carried: most.carried, leadsBackTo: Number.POSITIVE_INFINITY };
    }
    return most;
  }

  function visitPart(part: ts.Type): Visit {
    if (!(part.flags & ts.TypeFlags.Object)) return nothing;
    if (isOfBus(part)) return bus;
    const symbol = part.getSymbol();
    const isNamed = symbol !== undefined && (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface)) !== 0;
    const isForeign = isNamed && symbol.declarations?.every(isOutside) === true;
    let most: Visit = nothing;
    const add = (held: ts.Type): boolean => {
      most = more(most, visit(held));
      return most.carried === 'bus';
    };
    if (isForeign || checker.isTupleType(part)) {
      // What a package or the platform declares holds of the program only what its type is given.
      if (isReference(part))
        for (const given of checker.getTypeArguments(part)) if (given !== part && add(given)) break;
      return most;
    }
    for (const signature of [...part.getCallSignatures(), ...part.getConstructSignatures()]) {
      if (signature.parameters.length > 0) most = more(most, functions);
      if (add(signature.getReturnType())) return most;
      if (signature.parameters.some((parameter) => add(checker.getTypeOfSymbol(parameter)))) return most;
    }
    for (const { type: held } of checker.getIndexInfosOfType(part)) if (add(held)) return most;
    for (const property of checker.getPropertiesOfType(part)) {
      if (isHidden(property) || (isNamed && property.declarations?.every(isOutside) === true)) continue;
      if (add(checker.getTypeOfSymbol(property))) return most;
    }
    return most;
  }

  function isOfBus(part: ts.Type): boolean {
    return (
      isBusNode(part) ||
      procedureNameOf(part, checker) !== undefined ||
      namedEventOf(part, checker) !== undefined ||
      eventFieldOf(part, checker) !== undefined
    );
  }

  return {
    of(type) {
      left = mostTypes;
      return visit(type).carried;
    },
  };
}

const nothing: Visit = { carried: 'nothing', leadsBackTo: Number.POSITIVE_INFINITY };
const functions: Visit = { carried: 'functions', leadsBackTo: Number.POSITIVE_INFINITY };
const bus: Visit = { carried: 'bus', leadsBackTo: Number.POSITIVE_INFINITY };

function more(one: Visit, other: Visit): Visit {
  return {
    carried: strength[other.carried] > strength[one.carried] ? other.carried : one.carried,
    leadsBackTo: Math.min(one.leadsBackTo, other.leadsBackTo),
  };
}

/** Whether a member is one that only the code of its class can name: `#bus`. */
export function isHidden({ valueDeclaration }: ts.Symbol): boolean {
  return (
    valueDeclaration !== undefined &&
    ts.isClassElement(valueDeclaration) &&
    valueDeclaration.name !== undefined &&
    ts.isPrivateIdentifier(valueDeclaration.name)
  );
}

/** Whether a type is one that is given type arguments. */
export function isReference(type: ts.Type): type is ts.TypeReference {
  return (
    (type.flags & ts.TypeFlags.Object) !== 0 && ((type as ts.ObjectType).objectFlags & ts.ObjectFlags.Reference) !== 0
  );
}
