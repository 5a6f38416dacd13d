import type { JsonSchema } from '../../manifest/index.ts';
import { castCode } from './casts.ts';
import { describe } from './expectation.ts';
import { objectCode } from './object-code.ts';
import { asSchema, castsSomething, type Definitions, kindsOf, literalsOf, referenceOf, schemaList } from './schema.ts';
import { numberRules, type Rule, stringRules } from './string-rules.ts';
import { unionCode } from './union-code.ts';

/** The deepest that recursive types may be nested in a value. */
const deepest = 500;

/** Where a piece of generated code stands. */
export interface Spot {
  /** The variable that holds the value; the code assigns what the value becomes. */
  readonly v: string;
  /** An expression for the value's JSON Pointer. */
  readonly p: string;
  /** Whether the value must not be shown in messages. */
  readonly hidden: boolean;
  /** Whether unknown members of an object are refused. */
  readonly strict: boolean;
}

/** Turns schemas into the code of functions `(v, p, e, n) => value`: value, path, issues, nesting. */
export class Compiler {
  readonly defs: Definitions;
  readonly #functions = new Map<string, string>();
  #variables = 0;

  constructor(defs: Definitions) {
    this.defs = defs;
  }

  /** The code of every function that was made so far. */
  get functions(): readonly string[] {
    return [...this.#functions.values()];
  }

  /** A name that no other variable has. */
  variable(): string {
    this.#variables += 1;
    return `a${this.#variables}`;
  }

  /** A function for one schema, as an expression. */
  functionOf(schema: JsonSchema, { hidden, strict }: Pick<Spot, 'hidden' | 'strict'>): string {
    return `(v,p,e,n)=>{${this.statements(schema, { v: 'v', p: 'p', hidden, strict })}return v}`;
  }

  /** Statements that validate the value in a variable and assign what it becomes. */
  statements(schema: JsonSchema, spot: Spot): string {
    if (schema['x-sensitive'] === true && !spot.hidden) return this.statements(schema, { ...spot, hidden: true });
    const name = referenceOf(schema);
    if (name !== undefined) return this.#reference(name, schema, spot);
    if (schema['not'] !== undefined && Object.keys(asSchema(schema['not'])).length === 0) {
      return `if(${spot.v}!==undefined)${this.fail(spot, 'nothing')}`;
    }
    const all = schemaList(schema['allOf']);
    if (all.length > 0) return this.#all(schema, all, spot);
    if (schemaList(schema['anyOf']).length > 0) return unionCode(this, schema, spot);
    const literals = literalsOf(schema);
    if (literals !== undefined) return this.#literals(schema, literals, spot);
    if (Array.isArray(schema['type'])) return this.#types(schema, schema['type'], spot);
    return this.#typed(schema, spot);
  }

  /** A statement that notes an issue. */
  fail({ v, p, hidden }: Spot, expected: string): string {
    return `fail(e,${p},${JSON.stringify(expected)},${v}${hidden ? ',1' : ''});`;
  }

  /** A function of its own for a named type, made once. */
  #reference(name: string, schema: JsonSchema, spot: Spot): string {
    const { $ref: _reference, ...beside } = schema;
    const key = `${name}${spot.hidden ? ' hidden' : ''}${spot.strict ? ' strict' : ''}`;
    let made = this.#references.get(key);
    if (made === undefined) {
      made = `d${this.#references.size}`;
      this.#references.set(key, made);
      const inner: Spot = { ...spot, v: 'v', p: 'p' };
      const tooDeep = `if(n>${deepest}){${this.fail({ ...inner, hidden: true }, `at most ${deepest} levels`)}return v}`;
      this.#functions.set(
        made,
        `function ${made}(v,p,e,n){${tooDeep}${this.statements(asSchema(this.defs[name]), inner)}return v}`,
      );
    }
    const call = `${spot.v}=${made}(${spot.v},${spot.p},e,n+1);`;
    const rules = Object.keys(beside).some((keyword) => constraints.has(keyword));
    // What stands beside a reference holds for the value as it came.
    if (!rules) return call;
    const before = this.variable();
    return `{let ${before}=${spot.v};${this.statements({ type: [...kindsOf(asSchema(this.defs[name]), this.defs)], ...beside }, { ...spot, v: before })}}${call}`;
  }

  readonly #references = new Map<string, string>();

  #all(schema: JsonSchema, members: readonly JsonSchema[], spot: Spot): string {
    const { allOf: _members, ...rest } = schema;
    const parts = Object.keys(rest).some((keyword) => constraints.has(keyword)) ? [...members, rest] : members;
    const original = this.variable();
    const code = parts.map((part) => {
      const result = this.variable();
      // Alone, a member of an intersection would refuse what the others have.
      return `let ${result}=${original};${this.statements(part, { ...spot, v: result, strict: false })}if(${result}!==${original})${spot.v}=merge(${spot.v},${original},${result});`;
    });
    return `{const ${original}=${spot.v};${code.join('')}}`;
  }

  #literals(schema: JsonSchema, literals: readonly unknown[], spot: Spot): string {
    const conditions = literals.map((literal) => `${spot.v}!==${JSON.stringify(literal)}`).join('&&');
    const cast = castCode(schema, spot);
    return `if(${conditions})${this.fail(spot, describe(schema, this.defs))}${cast === '' ? '' : `else{${cast}}`}`;
  }

  #types(schema: JsonSchema, types: readonly unknown[], spot: Spot): string {
    return this.statements({ anyOf: types.map((type) => ({ ...schema, type })) }, spot);
  }

  #typed(schema: JsonSchema, spot: Spot): string {
    const { v } = spot;
    switch (schema['type']) {
      case 'string':
        return this.#checked(`typeof ${v}!=="string"`, stringRules(schema, v), schema, spot);
      case 'number':
        return this.#checked(`typeof ${v}!=="number"`, numberRules(schema, v), schema, spot);
      case 'integer':
        return this.#checked(`!Number.isInteger(${v})`, numberRules(schema, v), schema, spot);
      case 'boolean':
        return this.#checked(`typeof ${v}!=="boolean"`, [], schema, spot);
      case 'null':
        return this.#checked(`${v}!==null`, [], schema, spot);
      case 'array':
        return this.#array(schema, spot);
      case 'object':
        return objectCode(this, schema, spot);
      default:
        return '';
    }
  }

  #checked(breaksType: string, rules: readonly Rule[], schema: JsonSchema, spot: Spot): string {
    const expected = schema['x-cast'] === undefined ? String(schema['type']) : describe(schema, this.defs);
    const checks = [
      { breaks: breaksType, expected },
      ...rules.map((rule) => (schema['x-cast'] === undefined ? rule : { ...rule, expected })),
    ];
    const chain = checks.map((rule) => `if(${rule.breaks})${this.fail(spot, rule.expected)}`).join('else ');
    const cast = castCode(schema, spot);
    return cast === '' ? chain : `${chain}else{${cast}}`;
  }

  #array(schema: JsonSchema, spot: Spot): string {
    const { v, p } = spot;
    const prefix = schemaList(schema['prefixItems']);
    const { minItems, maxItems } = schema;
    const checks = [
      ...(typeof minItems === 'number'
        ? [{ breaks: `${v}.length<${minItems}`, expected: `at least ${minItems} items` }]
        : []),
      ...(typeof maxItems === 'number'
        ? [{ breaks: `${v}.length>${maxItems}`, expected: `at most ${maxItems} items` }]
        : []),
      ...(schema['uniqueItems'] === true ? [{ breaks: `!isUnique(${v})`, expected: 'distinct items' }] : []),
    ];
    const rules = checks.map((rule) => `if(${rule.breaks})${this.fail(spot, rule.expected)}`).join('');
    const copies = castsSomething({ items: schema['items'] ?? {}, prefixItems: prefix }, this.defs);
    const result = this.variable();
    const before = this.variable();
    const fixed = prefix.map(
      (item, index) =>
        `if(${v}.length>${index}){${this.#item(item, spot, { index: String(index), path: `${p}+"/${index}"`, result, copies })}}`,
    );
    const index = this.variable();
    const items =
      schema['items'] === undefined || schema['items'] === false
        ? ''
        : this.#item(asSchema(schema['items']), spot, { index, path: `${p}+"/"+${index}`, result, copies });
    const rest =
      schema['items'] === false
        ? `if(${v}.length>${prefix.length})${this.fail(spot, `at most ${prefix.length} items`)}`
        : items === ''
          ? ''
          : `for(let ${index}=${prefix.length};${index}<${v}.length;${index}++){${items}}`;
    const cast = castCode(schema, { ...spot, v: result });
    const guarded = cast === '' ? '' : `if(e.length===${before}&&${before}<20){${cast}}`;
    const body = `${rules}${fixed.join('')}${rest}`;
    const wrapped =
      copies || cast !== '' ? `const ${before}=e.length;let ${result}=${v};${body}${guarded}${v}=${result};` : body;
    return `if(!Array.isArray(${v}))${this.fail(spot, schema['x-cast'] === undefined ? 'array' : describe(schema, this.defs))}else{${wrapped}}`;
  }

  #item(
    schema: JsonSchema,
    spot: Spot,
    {
      index,
      path,
      result,
      copies,
    }: { readonly index: string; readonly path: string; readonly result: string; readonly copies: boolean },
  ): string {
    const item = this.variable();
    const code = this.statements(schema, { ...spot, v: item, p: path });
    if (code === '') return '';
    const assign = copies
      ? `if(${item}!==${spot.v}[${index}]){if(${result}===${spot.v})${result}=${spot.v}.slice();${result}[${index}]=${item}}`
      : '';
    return `let ${item}=${spot.v}[${index}];${code}${assign}`;
  }
}

/** Keywords that say something of a value, rather than of its type to a reader. */
const constraints: ReadonlySet<string> = new Set([
  'type',
  'properties',
  'required',
  'additionalProperties',
  'patternProperties',
  'items',
  'prefixItems',
  'minItems',
  'maxItems',
  'uniqueItems',
  'enum',
  'const',
  'anyOf',
  'allOf',
  'not',
  'minLength',
  'maxLength',
  'pattern',
  'format',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'contentEncoding',
]);
