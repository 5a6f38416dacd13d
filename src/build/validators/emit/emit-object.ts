import { saysOnlyLiterals } from '../facets.ts';
import type { SchemaNode } from '../schema-node.ts';
import type { Emitter, Place } from './place.ts';

/** The statements for a value that is an object. */
export function emitObject(node: SchemaNode, place: Place, emitter: Emitter): string {
  const { properties, required, patterns, additional } = node.object;
  const { value, path, scope } = place;
  const children = [...properties.values(), ...patterns.values(), ...optional(additional)];
  const casts = children.some((child) => emitter.schemas.casts(child));
  const copy = casts ? emitter.variable('object') : value;
  const undescribed = required.filter((name) => !properties.has(name));
  const asked = [...properties].filter(([name, child]) => name !== place.told || !saysOnlyLiterals(child));
  const members = asked.map(([name, child]) => {
    const member = emitter.variable('member');
    const target = `${copy}[${JSON.stringify(name)}]`;
    const at: Place = { value: member, target, path: path.property(name), scope };
    const body = emitMember(child, required.includes(name), at, emitter);
    return body === '' ? '' : `{const ${member}=${memberOf(value, name, emitter)};${body}}`;
  });
  const missing = (scope.mode === 'off' ? [] : undescribed).map((name) => {
    const at: Place = { value: 'undefined', target: '', path: path.property(name), scope };
    return `if(${memberOf(value, name, emitter)}===undefined){${emitter.wrong('value', at)}}`;
  });
  // A copy has what the wire has, so that a later assignment meets a member of its own, whatever its name.
  const start = casts ? `const ${copy}={...${value}};${place.target}=${copy};` : '';
  return [start, ...members, ...missing, emitOthers(node, copy, place, emitter)].join('');
}

/** An expression for a member of an object that is its own. */
export function memberOf(object: string, name: string, emitter: Emitter): string {
  const isInherited = name in Object.prototype;
  const key = JSON.stringify(name);
  return isInherited ? `${emitter.use('ownMember')}(${object},${key})` : `${object}[${key}]`;
}

function emitMember(child: SchemaNode, isRequired: boolean, at: Place, emitter: Emitter): string {
  const body = emitter.emit(child, at);
  if (at.scope.mode === 'off' || !isRequired) return body === '' ? '' : `if(${at.value}!==undefined){${body}}`;
  if (!acceptsAnyKind(child, emitter)) return body;
  return `if(${at.value}===undefined){${emitter.wrong('value', at)}}else{${body}}`;
}

/** Whether the statements of a schema have nothing to say of a value that is not there. */
function acceptsAnyKind(node: SchemaNode, { schemas }: Emitter): boolean {
  return schemas.kindsOf(node).length === 6;
}

/** The loop over the members that are not named, where anything is to be said of them. */
function emitOthers(node: SchemaNode, copy: string, place: Place, emitter: Emitter): string {
  const { properties, patterns, additional, names } = node.object;
  const { value, path, scope } = place;
  const known = emitter.constant('names', JSON.stringify([...properties.keys()]));
  const isRefused = refusesOthers(node, place);
  if (isRefused && patterns.size === 0 && names === undefined && !scope.isHidden) {
    return `${emitter.use('refuseOthers')}(${value},${known},${path.code},${scope.issues});`;
  }
  const name = emitter.variable('name');
  const member = emitter.variable('member');
  const matched = emitter.variable('matched');
  // Which names there are is part of what must not be shown.
  const memberPath = scope.isHidden ? path.property('(hidden)') : path.member(name, emitter.use('escapePointer'));
  const at: Place = { value: member, target: `${copy}[${name}]`, path: memberPath, scope };
  const rest = isRefused
    ? `${emitter.use('unknownProperty')}(${scope.issues},${memberPath.code},${name},${known});`
    : additional && emitter.emit(additional, at);
  const nameStatements = names && emitter.emit(names, { ...at, value: name });
  const matches = [...patterns].map(([pattern, child]) => ({
    test: `${emitter.constant('pattern', String(new RegExp(pattern, 'u')))}.test(${name})`,
    statements: emitter.emit(child, at),
  }));
  if (!rest && !nameStatements && matches.every(({ statements }) => statements === '')) return '';
  const isOther = [
    ...(properties.size > 0 ? [`!${known}.includes(${name})`] : []),
    ...(matches.length > 0 ? [`!${matched}`] : []),
  ].join('&&');
  const body = [
    nameStatements ?? '',
    `let ${matched}=false;`,
    ...matches.map(({ test, statements }) => `if(${test}){${matched}=true;${statements}}`),
    rest && isOther !== '' ? `if(${isOther}){${rest}}` : (rest ?? ''),
  ].join('');
  return `for(const ${name} of Object.keys(${value})){const ${member}=${value}[${name}];${body}}`;
}

/** Whether members that no keyword speaks of are wrong. */
function refusesOthers({ kinds, object }: SchemaNode, { scope, isShared }: Place): boolean {
  if (scope.mode === 'off') return false;
  if (object.additional !== undefined) return object.additional.never;
  const isDescribed = kinds !== undefined || object.properties.size > 0;
  return scope.mode === 'strict' && isDescribed && isShared !== true;
}

function optional(node: SchemaNode | undefined): readonly SchemaNode[] {
  return node === undefined ? [] : [node];
}
