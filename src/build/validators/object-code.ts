import type { JsonSchema } from '../../manifest/index.ts';
import { castCode } from './casts.ts';
import type { Compiler, Spot } from './compiler.ts';
import { describe } from './expectation.ts';
import { asSchema, castsSomething, schemaEntries } from './schema.ts';

const pointerOf = (name: string): string => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** Statements for an object: its properties, and its other members by pattern or all alike. */
export function objectCode(compiler: Compiler, schema: JsonSchema, spot: Spot): string {
  const { v } = spot;
  const copies = castsSomething(schema, compiler.defs);
  const result = copies ? compiler.variable() : v;
  const required = new Set(Array.isArray(schema['required']) ? schema['required'] : []);
  const properties = schemaEntries(schema['properties']).map(([name, property]) =>
    propertyCode(compiler, property, { ...spot, result, name, isRequired: required.has(name) }),
  );
  const cast = castCode(schema, { ...spot, v: result });
  const before = compiler.variable();
  const body = [
    copies ? `const ${before}=e.length;let ${result}=${v};` : '',
    ...properties,
    otherMembers(compiler, schema, { ...spot, result }),
    cast === '' ? '' : `if(e.length===${before}&&${before}<20){${cast}}`,
    copies ? `${v}=${result};` : '',
  ].join('');
  return `if(!isObject(${v}))${compiler.fail(spot, describe(schema, compiler.defs))}else{${body}}`;
}

interface Holder extends Spot {
  /** The variable that holds the object with what was cast. */
  readonly result: string;
}

interface Property extends Holder {
  readonly name: string;
  readonly isRequired: boolean;
}

function propertyCode(compiler: Compiler, schema: JsonSchema, { name, isRequired, ...holder }: Property): string {
  const { v, p } = holder;
  const value = compiler.variable();
  const read = readMember(v, name);
  const inner = { ...holder, v: value, p: `${p}+${JSON.stringify(pointerOf(name))}` };
  const code = compiler.statements(schema, inner);
  if (isRequired) {
    const missing = `if(${value}===undefined)${compiler.fail({ ...inner, hidden: false }, describe(schema, compiler.defs))}`;
    return `{let ${value}=${read};${missing}${code === '' ? '' : `else{${code}${assign(compiler, schema, holder, { key: JSON.stringify(name), value, read })}}`}}`;
  }
  if (code === '') return '';
  return `{let ${value}=${read};if(${value}!==undefined){${code}${assign(compiler, schema, holder, { key: JSON.stringify(name), value, read })}}}`;
}

/** Reads a member that is the object's own: `constructor` and its like are inherited by every object. */
function readMember(v: string, name: string): string {
  if (name in Object.prototype) return `own(${v},${JSON.stringify(name)})`;
  return `${v}[${JSON.stringify(name)}]`;
}

function assign(
  compiler: Compiler,
  schema: JsonSchema,
  { v, result }: Holder,
  { key, value, read }: { readonly key: string; readonly value: string; readonly read: string },
): string {
  if (!castsSomething(schema, compiler.defs)) return '';
  return `if(${value}!==${read}){if(${result}===${v})${result}={...${v}};put(${result},${key},${value})}`;
}

function otherMembers(compiler: Compiler, schema: JsonSchema, holder: Holder): string {
  const { v, p, strict } = holder;
  const known = schemaEntries(schema['properties']).map(([name]) => name);
  const patterns = schemaEntries(schema['patternProperties']);
  const isOpen = schema['additionalProperties'] !== undefined;
  const isClosed = schema['additionalProperties'] === false || (!isOpen && strict);
  const additional = isClosed || !isOpen ? undefined : asSchema(schema['additionalProperties']);
  if (patterns.length === 0 && additional === undefined && !isClosed) return '';
  const key = compiler.variable();
  const value = compiler.variable();
  const inner = { ...holder, v: value, p: `${p}+pointer(${key})` };
  const member = { key, value, read: `${v}[${key}]` };
  const checked = (property: JsonSchema): string =>
    `${compiler.statements(property, inner)}${assign(compiler, property, holder, member)}`;
  const byPattern = patterns.map(
    ([pattern, property]) => `if(${new RegExp(pattern, 'u')}.test(${key})){${checked(property)}}`,
  );
  const other = isClosed
    ? compiler.fail(inner, 'no such property')
    : additional === undefined
      ? ''
      : checked(additional);
  // A pattern holds for known properties too; what stays is neither known nor matched.
  const isKnown = known.length === 0 ? '' : `!${JSON.stringify(known)}.includes(${key})`;
  const isMatched = patterns.map(([pattern]) => `!${new RegExp(pattern, 'u')}.test(${key})`);
  const condition = [isKnown, ...isMatched].filter((part) => part !== '').join('&&');
  const rest = other === '' ? '' : condition === '' ? other : `if(${condition}){${other}}`;
  if (rest === '' && byPattern.length === 0) return '';
  return `for(const ${key} of Object.keys(${v})){let ${value}=${v}[${key}];${byPattern.join('')}${rest}}`;
}
