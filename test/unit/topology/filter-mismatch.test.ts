import { describe, expect, it } from 'vitest';
import { filterMismatch } from '../../../src/topology/filter-mismatch.ts';

const $defs = {
  Customer: {
    type: 'object',
    properties: { country: { type: 'string', enum: ['AT', 'DE'] }, parent: { $ref: '#/$defs/Customer' } },
  },
};

const payload = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    status: { type: 'string', enum: ['closed', 'open'] },
    total: { anyOf: [{ type: 'integer' }, { type: 'null' }] },
    urgent: { type: 'boolean' },
    at: { type: 'string', format: 'date-time', 'x-cast': 'date' },
    tags: { type: 'array', items: { type: 'string' } },
    customer: { $ref: '#/$defs/Customer' },
    way: {
      anyOf: [
        { type: 'object', properties: { kind: { type: 'string', const: 'mail' }, to: { type: 'string' } } },
        { type: 'object', properties: { kind: { type: 'string', const: 'call' }, minutes: { type: 'number' } } },
      ],
    },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    more: {},
    none: { enum: [true, 1, 'x'] },
    gone: { not: {} },
  },
};

describe('a filter that fits its payload', () => {
  it.each([
    [{ id: ['x', { prefix: 'y' }], status: ['open'], total: [null, 5, { numeric: ['>', 3] }], urgent: [true] }],
    [{ at: [{ prefix: '2026-' }], tags: ['a'], customer: { country: ['DE'], parent: { country: ['AT'] } } }],
    [{ way: { kind: ['mail', 'call'], minutes: [{ numeric: ['<', 5] }] } }],
    [{ labels: { anything: ['x'] }, more: { deep: { down: [1] } }, none: [1, 'x', true] }],
    [{ $or: [{ status: ['open'] }, { total: [{ 'anything-but': [0, 1] }] }], id: [{ exists: false }] }],
    [{ status: [{ 'anything-but': { prefix: 'o' } }, { exists: true }] }],
  ])('is %j', (filter) => {
    expect(filterMismatch(filter, { payload, $defs })).toBeUndefined();
    expect(filterMismatch({ whatever: ['x'] }, { payload: {}, $defs })).toBeUndefined();
  });
});

describe('a filter that never matches', () => {
  it.each([
    [{ statsu: ['open'] }, 'it names statsu, which the payload does not have. Did you mean "status"? Known are id, '],
    [{ customer: { contry: ['DE'] } }, 'it names customer.contry, which the payload does not have. Did you mean "c'],
    [{ way: { minute: [1] } }, 'it names way.minute, which the payload does not have. Did you mean "minutes"?'],
    [{ $or: [{ id: ['x'] }, { ID: ['y'] }] }, 'it names ID, which the payload does not have. Did you mean "id"?'],
    [{ status: ['opne'] }, 'status is never "opne", but "closed", "open". Did you mean "open"?'],
    [{ status: [{ 'anything-but': ['opne'] }] }, 'status is never "opne", but'],
    [{ way: { kind: ['fax'] } }, 'way.kind is never "fax", but "mail", "call".'],
    [{ total: ['5'] }, 'total has the condition "5", but is a number or null in the payload'],
    [{ total: [{ prefix: '5' }] }, 'total has the condition {"prefix":"5"}, but is a number or null in the payload'],
    [{ id: [{ numeric: ['>', 5] }] }, 'id has the condition {"numeric":[">",5]}, but is a string in the payload'],
    [{ id: [null] }, 'id has the condition null, but is a string in the payload'],
    [{ urgent: ['true'] }, 'urgent has the condition "true", but is a boolean in the payload'],
    [{ tags: [1] }, 'tags has the condition 1, but is a string in the payload'],
    [{ customer: ['DE'] }, 'customer has the condition "DE", but is an object in the payload'],
    [{ gone: ['x'] }, 'gone has the condition "x", but is never in the payload'],
    [{ id: { value: ['x'] } }, 'id has properties in it, but is a string in the payload'],
  ])('is %j', (filter, problem) => {
    expect(filterMismatch(filter, { payload, $defs })).toContain(problem);
  });
});
