import type { SchemaNode } from '../schema-node.ts';
import type { Emitter, Place } from './place.ts';

/** The statements for a value of a class with a codec: what travels is validated first, then its class reads it. */
export function emitCodec(node: SchemaNode, name: string, place: Place, emitter: Emitter): string {
  const { scope, value, target, path } = place;
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
  const read = `${target}=${emitter.use('readCodec')}(${codec},${made},${path.code},${scope.issues},${scope.isHidden});`;
  return `const ${found}=[];let ${made}=${value};${body}if(${found}.length===0){${read}}else ${emitter.use('passOn')}(${found},${scope.issues});`;
}
