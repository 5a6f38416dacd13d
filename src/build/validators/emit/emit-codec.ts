import type { SchemaNode } from '../schema-node.ts';
import type { Emitter, Place } from './place.ts';

/** The statements for a value of a class with a codec: what travels is validated first, then its class reads it. */
export function emitCodec(node: SchemaNode, name: string, place: Place, emitter: Emitter): string {
  const { scope, value, target, path } = place;
  if (scope.isFired) return emitGiven(node, name, place, emitter);
  const found = emitter.variable('found');
  const made = emitter.variable('cast');
  // Where nothing is reported, the class is still only given what it can read.
  const inner: Place = {
    ...place,
    target: made,
    scope: { ...scope, mode: scope.mode === 'off' ? 'default' : scope.mode, issues: found },
  };
  const body = emitter.emit({ ...node, cast: undefined }, inner);
  const codec = `codecs[${JSON.stringify(name)}]`;
  // What the class says of a value may quote any part of it.
  const isHidden = scope.isHidden || emitter.schemas.hasSecret(node);
  // Its target keeps the wire form unless all of it went well.
  const read = `${made}=${emitter.use('readCodec')}(${codec},${made},${path.code},${found},${isHidden});`;
  const passOn = `${emitter.use('passOn')}(${found},${scope.issues});`;
  return `const ${found}=[];let ${made}=${value};${body}if(${found}.length===0)${read}if(${found}.length===0)${target}=${made};else ${passOn}`;
}

/** The statements for the wire form of a class that is fired: then for the value that it was made of. */
function emitGiven(node: SchemaNode, name: string, place: Place, emitter: Emitter): string {
  const { scope, path } = place;
  if (scope.given === undefined) return emitter.emit({ ...node, cast: undefined }, place);
  const found = emitter.variable('found');
  const body = emitter.emit({ ...node, cast: undefined }, { ...place, scope: { ...scope, issues: found } });
  const known = emitter.constant('codecs', JSON.stringify(emitter.schemas.codecNames));
  const isHidden = scope.isHidden || emitter.schemas.hasSecret(node);
  const check = `${emitter.use('checkGiven')}(${scope.given},${JSON.stringify(name)},${known},${path.code},${found},${isHidden});`;
  return `const ${found}=[];${body}if(${found}.length===0)${check}${emitter.use('passOn')}(${found},${scope.issues});`;
}
