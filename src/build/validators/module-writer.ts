import type { ValidationMode } from '../../definition/index.ts';
import { emitAll } from './emit/emit-all.ts';
import { emitCodec } from './emit/emit-codec.ts';
import { emitOwn } from './emit/emit-own.ts';
import { emitUnion } from './emit/emit-union.ts';
import type { Emitter, Place, Scope } from './emit/place.ts';
import { facetsOf, isOnlyReference } from './facets.ts';
import { noPath, pathFrom } from './path.ts';
import { type RuntimeName, runtimePart } from './runtime-parts.ts';
import type { SchemaNode } from './schema-node.ts';
import type { SchemaSet } from './schema-set.ts';

/** Named schemas within one another that are still read: each takes some of the stack. */
const maxDepth = 500;
/** Writes one module of validators: its functions, and what of the runtime they use. */
export class ModuleWriter implements Emitter {
  readonly schemas: SchemaSet;
  readonly #runtime = new Set<RuntimeName>();
  readonly #constants = new Map<string, { readonly name: string; readonly expression: string }>();
  readonly #functions = new Map<string, { readonly name: string; source: string }>();
  readonly #inlined = new Set<string>();
  #variables = 0;

  constructor(schemas: SchemaSet) {
    this.schemas = schemas;
  }

  /**
   * The expression of a validator. That of what is fired makes no classes with codecs: it looks at what was encoded.
   */
  validator(node: SchemaNode, mode: ValidationMode, isFired = false): string {
    const isRecursive = this.schemas.reachesRecursion(node);
    const path = mode === 'off' ? noPath : pathFrom(undefined);
    const looks = isFired && mode !== 'off' && this.schemas.codecs(node).size > 0;
    const scope: Scope = {
      mode,
      isHidden: false,
      isFired,
      given: looks ? 'given' : undefined,
      issues: mode === 'off' ? '[]' : 'issues',
      effort: isRecursive ? 'effort' : undefined,
    };
    const parameters = looks ? 'value,issues,encoded' : 'value,issues';
    const body = `${looks ? `const given=${this.use('placed')}(encoded);` : ''}${this.#body(node, path, scope)}`;
    if (!isRecursive) return `(${parameters})=>{${body}}`;
    const start = `const effort={depth:0,tried:new Map()};`;
    // Functions of large types overflow the stack before they are as deep as is allowed.
    const giveUp = `${this.use('giveUp')}(error,${scope.issues});return value;`;
    return `(${parameters})=>{${start}try{${body}}catch(error){${giveUp}}}`;
  }

  /** Everything that the validators need, in front of them. */
  get preamble(): string {
    const runtime = [...this.#runtime].sort().map((name) => `${runtimePart(name).source()}\n`);
    const constants = [...this.#constants.values()].map(({ name, expression }) => `const ${name}=${expression};\n`);
    const functions = [...this.#functions.values()].map(({ source }) => `${source}\n`);
    return [...runtime, ...constants, ...functions].join('');
  }

  emit(node: SchemaNode, place: Place): string {
    if (place.scope.mode === 'off' && !this.schemas.casts(node)) return '';
    if (node.never) return this.wrong('no value', place);
    if (node.sensitive && !place.scope.isHidden) {
      return this.emit(node, { ...place, scope: { ...place.scope, isHidden: true } });
    }
    if (node.cast?.startsWith('codec:') === true) return emitCodec(node, node.cast.slice('codec:'.length), place, this);
    const facets = facetsOf(node);
    const [only] = facets;
    if (only === undefined) return '';
    if (facets.length > 1) return emitAll(facets, place, this);
    if (only.ref !== undefined && isOnlyReference(only)) return this.#emitReference(only.ref, place);
    if (only.anyOf !== undefined && facetsOf(only).length === 1) return emitUnion(only.anyOf, place, this);
    return only === node || node.allOf.length === 0 ? emitOwn(only, place, this) : this.emit(only, place);
  }

  emitFirstMatch(members: readonly SchemaNode[], place: Place): string {
    const { scope } = place;
    const mode = scope.mode === 'off' ? 'default' : scope.mode;
    const effort = scope.effort === undefined ? undefined : 'effort';
    const looks = members.some((member) => this.#looks(member, scope));
    const inner: Scope = { ...scope, mode, issues: 'issues', effort, given: looks ? 'given' : undefined };
    const alternatives = members.map((member) =>
      member.ref !== undefined && isOnlyReference(member) && place.isShared !== true && !member.sensitive
        ? this.#functionFor(member.ref, inner)
        : `(value,path,issues,effort${looks ? ',given' : ''})=>{${this.#body(member, pathFrom('path'), inner, place)}}`,
    );
    const list = this.constant('alternatives', `[${alternatives.join()}]`);
    const tail = looks ? `,${scope.effort},${scope.given}` : scope.effort === undefined ? '' : `,${scope.effort}`;
    const call = `${this.use('firstMatch')}(${place.value},${place.path.code},${scope.issues},${list}${tail})`;
    return members.some((member) => this.schemas.casts(member)) ? `${place.target}=${call};` : `${call};`;
  }

  wrong(expected: string, { value, path, scope }: Place, isHidden = false): string {
    if (scope.mode === 'off') return '';
    const report = this.use(scope.isHidden || isHidden ? 'wrongSecret' : 'wrong');
    return `${report}(${scope.issues},${path.code},${JSON.stringify(expected)},${value});`;
  }

  use(name: RuntimeName): string {
    if (!this.#runtime.has(name)) {
      this.#runtime.add(name);
      for (const used of runtimePart(name).uses) this.use(used);
    }
    return name;
  }

  variable(hint: string): string {
    this.#variables += 1;
    return `${hint}${this.#variables}`;
  }

  constant(hint: string, expression: string): string {
    const known = this.#constants.get(expression);
    if (known !== undefined) return known.name;
    const name = this.variable(hint);
    this.#constants.set(expression, { name, expression });
    return name;
  }

  /** The statements of a function that returns what became of its parameter `value`. */
  #body(node: SchemaNode, path: Place['path'], scope: Scope, given: Partial<Place> = {}): string {
    const { known, told, isShared } = given;
    if (!this.schemas.casts(node)) {
      return `${this.emit(node, { value: 'value', target: '', path, scope, known, told, isShared })}return value;`;
    }
    const place: Place = { value: 'value', target: 'cast', path, scope, known, told, isShared };
    return `let cast=value;${this.emit(node, place)}return cast;`;
  }

  #emitReference(name: string, place: Place): string {
    const { scope } = place;
    const node = this.schemas.definition(name);
    // Which of its properties are unknown depends on what stands beside it, so that its function cannot say it.
    if (place.isShared === true && scope.mode === 'strict') return this.#emitInline(name, node, place);
    const called = this.#functionFor(name, scope);
    const reporting = scope.mode === 'off' ? '' : `,${place.path.code},${scope.issues}`;
    const looks = this.#looks(node, scope);
    const effort = looks || this.#needsEffort(name) ? `,${scope.effort}` : '';
    const call = `${called}(${place.value}${reporting}${effort}${looks ? `,${scope.given}` : ''});`;
    return this.schemas.casts(node) ? `${place.target}=${call}` : call;
  }

  #emitInline(name: string, node: SchemaNode, place: Place): string {
    if (this.#inlined.has(name)) throw new TypeError(`#/$defs/${name} is part of itself.`);
    this.#inlined.add(name);
    const statements = this.emit(node, place);
    this.#inlined.delete(name);
    return statements;
  }

  /** Whether a schema's part of what is fired looks at what was encoded. */
  #looks(node: SchemaNode, { given }: Scope): boolean {
    return given !== undefined && this.schemas.codecs(node).size > 0;
  }

  #needsEffort(name: string): boolean {
    return this.schemas.isRecursive(name) || this.schemas.reachesRecursion(this.schemas.definition(name));
  }

  /** The name of the function of a named schema, which is written when it is first asked for. */
  #functionFor(name: string, outer: Scope): string {
    const { mode, isHidden } = outer;
    const definition = this.schemas.definition(name);
    // Without classes in it, one function does for what is fired and for what arrives.
    const isFired = outer.isFired && this.schemas.codecs(definition).size > 0;
    const looks = this.#looks(definition, outer);
    const key = `${mode} ${isHidden} ${isFired} ${looks} ${name}`;
    const known = this.#functions.get(key);
    if (known !== undefined) return known.name;
    const written = { name: this.variable('check'), source: '' };
    this.#functions.set(key, written);
    const isOff = mode === 'off';
    const isRecursive = this.schemas.isRecursive(name);
    const effort = this.#needsEffort(name) ? 'effort' : undefined;
    const given = looks ? 'given' : undefined;
    const scope: Scope = { mode, isHidden, isFired, given, issues: isOff ? '[]' : 'issues', effort };
    const own = effort === undefined && !looks ? [] : ['effort', ...(looks ? ['given'] : [])];
    const parameters = ['value', ...(isOff ? [] : ['path', 'issues']), ...own];
    const tooDeep = isOff ? '' : `${this.use('fail')}(issues,path,"nested more than ${maxDepth} levels deep");`;
    const enter = isRecursive ? `if(effort.depth>=${maxDepth}){${tooDeep}return value;}effort.depth++;` : '';
    const body = this.#body(definition, isOff ? noPath : pathFrom('path'), scope);
    const leave = isRecursive ? body.replace(/return \w+;$/, 'effort.depth--;$&') : body;
    written.source = `function ${written.name}(${parameters.join()}){${enter}${leave}}`;
    return written.name;
  }
}
