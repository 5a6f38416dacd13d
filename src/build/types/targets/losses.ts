import { ts } from '../compiler.ts';
import { membersOf, type NamedEventType, namedEventOf, procedureNameOf } from '../library-types.ts';
import { isOpaque, partsOf, primitive } from '../reach/outside.ts';
import { isBusNode } from './bus-nodes.ts';
import { type Carried, type Carrying, createCarrying, isHidden, isReference } from './carrying.ts';
import type { OwnEvents } from './target-sink.ts';

/** What a value has of the bus, and the type of the place where it goes does not tell any more. */
export type Loss =
  | { readonly of: 'procedure'; readonly procedure: string }
  | { readonly of: 'event'; readonly event: NamedEventType & { readonly name: string } }
  /** A field of an API's instance. */
  | { readonly of: 'own event'; readonly declarations: readonly ts.Declaration[] }
  /** A whole part of the bus: what is used of it cannot be told. */
  | { readonly of: 'part' };

/** Finds what is lost on the way between types, in one program. */
export interface Losses {
  carriedBy(type: ts.Type): Carried;
  /** What is lost where a value of one type goes to a place of another: what that one lets be used. */
  between(source: ts.Type, target: ts.Type): readonly Loss[];
}

interface LossContext {
  readonly checker: ts.TypeChecker;
  readonly carrying: Carrying;
  readonly own: OwnEvents;
}

/** Types that are made of ever new types have no end. */
const deepest = 12;

/** Starts with nothing remembered of the program's types. */
export function createLosses(checker: ts.TypeChecker, own: OwnEvents): Losses {
  const carrying = createCarrying(checker);
  return {
    carriedBy: carrying.of,
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

  constructor({ checker, carrying, own }: LossContext) {
    this.#checker = checker;
    this.#carrying = carrying;
    this.#own = own;
  }

  flow(source: ts.Type, target: ts.Type, depth: number): void {
    if (source === target || depth > deepest || source.flags & primitive || !this.#mayLose(source, target)) return;
    const seen = this.#seen.get(source) ?? new Set();
    this.#seen.set(source, seen);
    if (seen.has(target)) return;
    seen.add(target);
    if (target.flags & (ts.TypeFlags.Any | ts.TypeFlags.Never)) {
      this.#loseAll(source, target);
      return;
    }
    const wanted = target.flags & ts.TypeFlags.TypeParameter ? this.#checker.getBaseConstraintOfType(target) : target;
    // A type parameter that takes anything gives it back as what it was.
    if (wanted === undefined || (wanted !== target && wanted.flags & ts.TypeFlags.Unknown)) return;
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
      const isUsable = target.getCallSignatures().length > 0 || this.#has(target, 'enqueue') || isOpaque(target);
      if (isUsable) this.losses.push({ of: 'procedure', procedure });
      return;
    }
    const event = namedEventOf(source, this.#checker);
    if (event !== undefined) {
      if (event.name === undefined || namedEventOf(target, this.#checker)?.name !== undefined) return;
      // Another owner's event can but be listened to by who does not know it.
      const mayFire =
        this.#has(target, 'fire') || (isOpaque(target) && (event.open || this.#own.byName.has(event.name)));
      if (mayFire) this.losses.push({ of: 'event', event: { ...event, name: event.name } });
      return;
    }
    if (isOpaque(target)) {
      this.#loseAll(source, target);
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
      const given = this.#checker.getPropertyOfType(source, property.name);
      if (given === undefined || given === property || isHidden(given)) continue;
      this.flow(this.#checker.getTypeOfSymbol(given), this.#checker.getTypeOfSymbol(property), depth + 1);
    }
  }

  /** What a function is given by who knows it as the target, and what it gives. */
  #flowSignatures(source: ts.Type, target: ts.Type, depth: number): void {
    for (const called of target.getCallSignatures()) {
      for (const signature of source.getCallSignatures()) {
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
    const isRest = declared !== undefined && ts.isParameter(declared) && declared.dotDotDotToken !== undefined;
    if (parameter === undefined || (index >= parameters.length && !isRest)) return undefined;
    const type = this.#checker.getTypeOfSymbol(parameter);
    return isRest ? (this.#checker.getIndexTypeOfType(type, ts.IndexKind.Number) ?? type) : type;
  }

  /** An instance that goes where its class is not known: the events that can be used there may be fired. */
  #loseOwnEvents(source: ts.Type, target: ts.Type): void {
    const isAnything = isOpaque(target) || this.#checker.getIndexInfosOfType(target).length > 0;
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
      else this.#loseOwnEvents(part, target);
    }
  }

  #has(type: ts.Type, name: string): boolean {
    return this.#checker.getPropertyOfType(type, name) !== undefined;
  }
}

function partsOfUnion(type: ts.Type, checker: ts.TypeChecker): readonly ts.Type[] {
  const known = type.flags & ts.TypeFlags.TypeParameter ? (checker.getBaseConstraintOfType(type) ?? type) : type;
  return membersOf(known);
}
