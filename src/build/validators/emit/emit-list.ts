import type { SchemaNode } from '../schema-node.ts';
import { type Check, count, emitChecks } from './emit-scalar.ts';
import type { Emitter, Place } from './place.ts';

/** The statements for a value that is an array. */
export function emitList(node: SchemaNode, place: Place, emitter: Emitter): string {
  const { list } = node;
  const { value, scope } = place;
  const inner = list.items === undefined ? list.prefix : [...list.prefix, list.items];
  const casts = isCollection(node) || inner.some((item) => emitter.schemas.casts(item));
  const copy = casts ? emitter.variable('list') : value;
  const elements = list.prefix.map((item, index) => {
    const element = emitter.variable('item');
    const body = emitter.emit(item, {
      value: element,
      target: `${copy}[${index}]`,
      path: place.path.property(String(index)),
      scope,
    });
    return body === '' ? '' : `if(${value}.length>${index}){const ${element}=${value}[${index}];${body}}`;
  });
  return [
    emitChecks(listChecks(node, value, emitter), '', place, emitter),
    casts ? `const ${copy}=${value}.slice();` : '',
    ...elements,
    emitRest(list.items, list.prefix.length, copy, place, emitter),
    casts ? `${place.target}=${collected(node, copy, emitter)};` : '',
  ].join('');
}

function isCollection({ cast }: SchemaNode): boolean {
  return cast === 'map' || cast === 'set';
}

function collected({ cast }: SchemaNode, copy: string, emitter: Emitter): string {
  if (cast === 'map') return `${emitter.use('toMap')}(${copy})`;
  return cast === 'set' ? `new Set(${copy})` : copy;
}

function listChecks({ list }: SchemaNode, value: string, emitter: Emitter): readonly Check[] {
  const { prefix, items, minItems = 0 } = list;
  const maxItems = Math.min(
    list.maxItems ?? Number.POSITIVE_INFINITY,
    items?.never ? prefix.length : Number.POSITIVE_INFINITY,
  );
  const checks: Check[] = [];
  if (minItems === maxItems) {
    checks.push({ fails: `${value}.length!==${minItems}`, expected: `exactly ${count(minItems, 'item')}` });
  } else {
    if (minItems > 0)
      checks.push({ fails: `${value}.length<${minItems}`, expected: `at least ${count(minItems, 'item')}` });
    if (Number.isFinite(maxItems)) {
      checks.push({ fails: `${value}.length>${maxItems}`, expected: `at most ${count(maxItems, 'item')}` });
    }
  }
  if (list.isUnique) {
    checks.push({ fails: `!${emitter.use('areUnique')}(${value})`, expected: 'items that differ from each other' });
  }
  return checks;
}

/** The loop over the elements that no prefix speaks of. */
function emitRest(items: SchemaNode | undefined, from: number, copy: string, place: Place, emitter: Emitter): string {
  if (items === undefined || items.never) return '';
  const { value, path, scope } = place;
  const index = emitter.variable('index');
  const item = emitter.variable('item');
  const body = emitter.emit(items, { value: item, target: `${copy}[${index}]`, path: path.element(index), scope });
  if (body === '') return '';
  return `for(let ${index}=${from};${index}<${value}.length;${index}++){const ${item}=${value}[${index}];${body}}`;
}
