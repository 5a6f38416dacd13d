import type { JsonSchema } from '../../manifest/index.ts';
import type { Spot } from './compiler.ts';

/** A statement that turns a valid wire form into what its type says; empty where they are the same. */
export function castCode(schema: JsonSchema, { v, p, hidden }: Spot): string {
  const cast = schema['x-cast'];
  switch (cast) {
    case undefined:
      return '';
    case 'date':
      return `${v}=new Date(${v});`;
    case 'bigint':
      return `${v}=BigInt(${v});`;
    case 'bytes':
      return `${v}=new Uint8Array(Buffer.from(${v},"base64"));`;
    case 'url':
      return `${v}=new URL(${v});`;
    case 'map':
      return `${v}=new Map(${v});`;
    case 'set':
      return `${v}=new Set(${v});`;
    case 'undefined':
      return `${v}=undefined;`;
    default: {
      const name = String(cast).replace(/^codec:/, '');
      const missing = `fail(e,${p},${JSON.stringify(`the class ${name}, which this function does not hold`)},${v}${hidden ? ',1' : ''});`;
      return `const k=codec(${JSON.stringify(name)});if(k===undefined)${missing}else ${v}=k.fromBus(${v});`;
    }
  }
}
