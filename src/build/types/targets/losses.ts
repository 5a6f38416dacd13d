import { ts } from '../compiler.ts';
import { eventFieldOf, membersOf, type NamedEventType, namedEventOf, procedureNameOf } from '../library-types.ts';
import { isOpaque, partsOf, primitive } from '../reach/outside.ts';
import { isOutside } from '../reach/value-use.ts';
import { isBusNode } from './bus-nodes.ts';
import { type Carried, type Carrying, createCarrying, isHidden, isReference } from './carrying.ts';
import { givenTo, isRestParameter } from './handed-on.ts';
import type { OwnEvents } from './target-sink.ts';

/** What a value has of the bus, and the type of the place where it goes does not tell any more. */
export type Loss = (
  | { readonly of: 'procedure'; readonly procedure: string }
  | { readonly of: 'event'; readonly event: NamedEventType & { readonly name: string } }
  /** A field of an API's instance. */
  | { readonly of: 'own event'; readonly declarations: readonly ts.Declaration[] }
  /** A whole part of the bus: what is used of it cannot be told. */
  | { readonly of: 'part' }
) & {
  /** Whether the place lets nothing of it be used: only code that takes it for something else there can. */
  readonly isDormant?: boolean | undefined;
};

/** Finds what is lost on the way between types, in one program. */
export interface Losses {
  carriedBy(type: ts.Type): Carried;
  /** Whether a type lets something be used that a value may have had of the bus, without saying what. */
  offersUnnamed(type: ts.Type): boolean;
  /** What is lost where a value of one type goes to a place of another: what that one lets be used. */
  between(source: ts.Type, target: ts.Type): readonly Loss[];
}

interface LossContext {
  readonly checker: ts.TypeChecker;
  readonly carrying: Carrying;
  readonly own: OwnEvents;
}

/** Types that are made of ever new types have no end; a part of the bus that is not followed to its end is refused. */
const deepest = 40;
const mostTypes = 5000;

/** Starts with nothing remembered of the program's types. */
export function createLosses(checker: ts.TypeChecker, own: OwnEvents): Losses {
  const carrying = createCarrying(checker);
  return {
    carriedBy: carrying.of,
    offersUnnamed(type) {
      const carried = carrying.of(type);
      if (carried !== 'bus') return carried === 'functions';
      return checker
        .getPropertiesOfType(type)
        .some(
          (property) =>
            eventFieldOf(checker.getTypeOfSymbol(property), checker) !== undefined &&
            property.declarations?.some((declaration) => own.byField.has(declaration)) !== true,
        );
    },
    between(source, target) {
      const search = new Search({ checker, carrying, own });
      search.flow(source, target, 0);
      return search.losses;
    },
  };
}

class Search {
  readonly losses: Loss[] = [];
  readonly #checker: ts.TypeChecker;
  readonly #carrying: Carrying;
  readonly #own: LossContext['own'];
  readonly #seen = new Map<ts.Type, Set<ts.Type>>();
  #left = mostTypes;

  constructor({ checker, carrying, own }: LossContext) {
    this.#checker = checker;
    this.#carrying = carrying;
    this.#own = own;
  }

  flow(source: ts.Type, target: ts.Type, depth: number): void {
    if (source === target || source.flags & primitive || !this.#mayLose(source, target)) return;
    if (depth > deepest || this.#left === 0) {
      if (this.#carrying.of(source) === 'bus') this.losses.push({ of: 'part' });
      return;
    }
    const seen = this.#seen.get(source) ?? new Set();
    this.#seen.set(source, seen);
    if (seen.has(target)) return;
    seen.add(target);
    this.#left -= 1;
    if (target.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)) {
      this.#loseAll(source, target);
      return;
    }
    const wanted = target.flags & ts.TypeFlags.TypeParameter ? this.#checker.getBaseConstraintOfType(target) : target;
    if (wanted === undefined) {
      this.#loseDormant(source);
      return;
    }
    const places = membersOf(wanted);
    for (const part of partsOfUnion(source, this.#checker)) {
      if (places.includes(part)) continue;
      for (const place of this.#placesFor(part, places)) this.#flowPart(part, place, depth);
    }
  }

  /** Of a union only what takes the value. */
  #placesFor(part: ts.Type, places: readonly ts.Type[]): readonly ts.Type[] {
    const objects = places.filter((place) => !(place.flags & primitive));
    if (objects.length < 2) return objects;
    const fitting = objects.filter((place) => this.#checker.isTypeAssignableTo(part, place));
    return fitting.length > 0 ? fitting : objects;
  }

  #mayLose(source: ts.Type, target: ts.Type): boolean {
    const carried = this.#carrying.of(source);
    return carried === 'bus' || (carried === 'functions' && this.#carrying.of(target) === 'bus');
  }

  #flowPart(source: ts.Type, target: ts.Type, depth: number): void {
    const procedure = procedureNameOf(source, this.#checker);
    // A target with a name of its own knows what it is given, or is another member of a union.
    if (procedure !== undefined) {
      if (typeof procedure !== 'string' || typeof procedureNameOf(target, this.#checker) === 'string') return;
      const isUsable = target.getCallSignatures().length > 0 || this.#has(target, 'enqueue');
      if (isUsable) this.losses.push({ of: 'procedure', procedure });
      else if (this.#isOpaque(target)) this.#loseDormant(source);
      return;
    }
    const event = namedEventOf(source, this.#checker);
    if (event !== undefined) {
      if (event.name === undefined || namedEventOf(target, this.#checker)?.name !== undefined) return;
      if (this.#has(target, 'fire')) this.losses.push({ of: 'event', event: { ...event, name: event.name } });
      else if (this.#isOpaque(target)) this.#loseDormant(source);
      return;
    }
    if (this.#isOpaque(target)) {
      this.#loseDormant(source);
      return;
    }
    if (!(target.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection))) return;
    if (isBusNode(source)) this.#flowBus(source, target, depth);
    else this.#flowObject(source, target, depth);
  }

  #flowBus(source: ts.Type, target: ts.Type, depth: number): void {
    if (this.#checker.getIndexInfosOfType(target).length > 0) this.#loseAll(source, target);
    else this.#flowProperties(source, target, depth);
  }

  #flowObject(source: ts.Type, target: ts.Type, depth: number): void {
    this.#loseOwnEvents(source, target);
    if (isReference(source) && isReference(target) && this.#areTwins(source, target)) {
      const places = this.#checker.getTypeArguments(target);
      this.#checker.getTypeArguments(source).forEach((given, index) => {
        const place = places[index] ?? places.at(-1);
        if (place === undefined) return;
        this.flow(given, place, depth + 1);
        // Of what a type argument is that of a parameter.
        this.flow(place, given, depth + 1);
      });
      return;
    }
    this.#flowSignatures(source, target, depth);
    this.#flowProperties(source, target, depth);
    for (const { type } of this.#checker.getIndexInfosOfType(target)) {
      for (const { type: given } of this.#checker.getIndexInfosOfType(source)) this.flow(given, type, depth + 1);
      if (this.#checker.isArrayLikeType(source)) continue;
      for (const property of this.#checker.getPropertiesOfType(source)) {
        if (!isHidden(property)) this.flow(this.#checker.getTypeOfSymbol(property), type, depth + 1);
      }
    }
  }

  /** Whether two types hold what their arguments are in the same way: lists, a map and a read-only map. */
  #areTwins(source: ts.TypeReference, target: ts.TypeReference): boolean {
    if (source.target === target.target) return true;
    if (this.#checker.isArrayLikeType(source) && this.#checker.isArrayLikeType(target)) return true;
    const [from = '', to = ''] = [source.getSymbol()?.name, target.getSymbol()?.name];
    return to === `Readonly${from}` || (from === 'Promise' && to === 'PromiseLike');
  }

  #flowProperties(source: ts.Type, target: ts.Type, depth: number): void {
    for (const property of this.#checker.getPropertiesOfType(target)) {
      const given = this.#memberOf(source, property);
      if (given === undefined || given === property || isHidden(given)) continue;
      this.flow(this.#checker.getTypeOfSymbol(given), this.#checker.getTypeOfSymbol(property), depth + 1);
    }
  }

  /** What a value has under the name of a member; the compiler finds none by a symbol, such as that of an iterator. */
  #memberOf(source: ts.Type, { name, escapedName }: ts.Symbol): ts.Symbol | undefined {
    if (!String(escapedName).startsWith('__@')) return this.#checker.getPropertyOfType(source, name);
    return this.#checker.getPropertiesOfType(source).find((member) => member.escapedName === escapedName);
  }

  /** What a function is given by who knows it as the target, and what it gives. */
  #flowSignatures(source: ts.Type, target: ts.Type, depth: number): void {
    this.#flowEach(source.getCallSignatures(), target.getCallSignatures(), depth);
    this.#flowEach(source.getConstructSignatures(), target.getConstructSignatures(), depth);
  }

  #flowEach(sources: readonly ts.Signature[], targets: readonly ts.Signature[], depth: number): void {
    for (const called of targets) {
      for (const signature of sources) {
        this.flow(signature.getReturnType(), called.getReturnType(), depth + 1);
        const count = Math.max(signature.parameters.length, called.parameters.length);
        for (let index = 0; index < count; index += 1) {
          const given = this.#parameterAt(called, index);
          const taken = this.#parameterAt(signature, index);
          if (given !== undefined && taken !== undefined) this.flow(given, taken, depth + 1);
        }
      }
    }
  }

  #parameterAt({ parameters }: ts.Signature, index: number): ts.Type | undefined {
    const parameter = parameters[Math.min(index, parameters.length - 1)];
    const declared = parameter?.valueDeclaration;
    if (parameter === undefined || (index >= parameters.length && !isRestParameter(declared))) return undefined;
    return givenTo(declared, this.#checker.getTypeOfSymbol(parameter), this.#checker);
  }

  /** An instance that goes where its class is not known: the events that can be used there may be fired. */
  #loseOwnEvents(source: ts.Type, target: ts.Type): void {
    const isAnything = (target.flags & ts.TypeFlags.Any) !== 0 || this.#checker.getIndexInfosOfType(target).length > 0;
    for (const property of this.#checker.getPropertiesOfType(source)) {
      if (!this.#isOwnEvent(property)) continue;
      const wanted = this.#checker.getPropertyOfType(target, property.name);
      if (wanted === undefined ? !isAnything : this.#isOwnEvent(wanted)) continue;
      this.losses.push({ of: 'own event', declarations: property.declarations ?? [] });
    }
  }

  #isOwnEvent({ declarations }: ts.Symbol): boolean {
    return declarations?.some((declaration) => this.#own.byField.has(declaration)) === true;
  }

  /** Nothing is known any more of what becomes of it. */
  #loseAll(source: ts.Type, target: ts.Type): void {
    for (const part of partsOf(source, this.#checker)) {
      const procedure = procedureNameOf(part, this.#checker);
      const event = namedEventOf(part, this.#checker);
      if (typeof procedure === 'string') this.losses.push({ of: 'procedure', procedure });
      else if (event?.name !== undefined) this.losses.push({ of: 'event', event: { ...event, name: event.name } });
      else if (isBusNode(part)) this.losses.push({ of: 'part' });
      else {
        this.#loseOwnEvents(part, target);
        this.#loseDormant(part);
      }
    }
  }

  /** What a value is or has at any depth, where nothing of it can be used as long as nothing is made of it. */
  #loseDormant(source: ts.Type, seen = new Set<ts.Type>()): void {
    if (seen.has(source) || seen.size > mostTypes || this.#carrying.of(source) !== 'bus') return;
    seen.add(source);
    for (const part of partsOf(source, this.#checker)) {
      const procedure = procedureNameOf(part, this.#checker);
      const event = namedEventOf(part, this.#checker);
      if (typeof procedure === 'string') this.losses.push({ of: 'procedure', procedure, isDormant: true });
      else if (isBusNode(part)) this.losses.push({ of: 'part', isDormant: true });
      else if (event === undefined) this.#loseMembers(part, seen);
      // Another owner's event can but be listened to.
      else if (event.name !== undefined && (event.open || this.#own.byName.has(event.name)))
        this.losses.push({ of: 'event', event: { ...event, name: event.name }, isDormant: true });
    }
  }

  #loseMembers(part: ts.Type, seen: Set<ts.Type>): void {
    if (isReference(part)) for (const given of this.#checker.getTypeArguments(part)) this.#loseDormant(given, seen);
    for (const { type } of this.#checker.getIndexInfosOfType(part)) this.#loseDormant(type, seen);
    for (const signature of part.getCallSignatures()) this.#loseDormant(signature.getReturnType(), seen);
    for (const property of this.#checker.getPropertiesOfType(part)) {
      if (this.#isOwnEvent(property))
        this.losses.push({ of: 'own event', declarations: property.declarations ?? [], isDormant: true });
      else if (!isHidden(property) && property.declarations?.every(isOutside) !== true)
        this.#loseDormant(this.#checker.getTypeOfSymbol(property), seen);
    }
  }

  /** A record lets all of it be picked. */
  #isOpaque(type: ts.Type): boolean {
    return isOpaque(type) && this.#checker.getIndexInfosOfType(type).length === 0;
  }

  #has(type: ts.Type, name: string): boolean {
    return this.#checker.getPropertyOfType(type, name) !== undefined;
  }
}

function partsOfUnion(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const known = type.flags & ts.TypeFlags.TypeParameter ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  return membersOf(known);
}
