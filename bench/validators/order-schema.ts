import type { JsonSchema } from '../../src/manifest/index.ts';

const string: JsonSchema = { type: 'string' };

/** Ten properties as an order may have them: scalars with limits, literals, a date, a list of objects, a union. */
export const orderSchema: JsonSchema = {
  type: 'object',
  properties: {
    id: { type: 'string', format: 'uuid' },
    customer: { type: 'string', minLength: 1, maxLength: 80 },
    email: { type: 'string', format: 'email' },
    placedAt: { type: 'string', format: 'date-time', 'x-cast': 'date' },
    status: { type: 'string', enum: ['cancelled', 'open', 'paid', 'shipped'] },
    total: { type: 'number', minimum: 0 },
    isGift: { type: 'boolean' },
    note: string,
    lines: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        properties: { article: string, amount: { type: 'integer', minimum: 1 } },
        required: ['amount', 'article'],
      },
    },
    delivery: {
      anyOf: [
        {
          type: 'object',
          properties: { kind: { const: 'pickup', type: 'string' }, shop: string },
          required: ['kind', 'shop'],
        },
        {
          type: 'object',
          properties: { kind: { const: 'post', type: 'string' }, street: string },
          required: ['kind', 'street'],
        },
      ],
    },
  },
  required: ['customer', 'delivery', 'email', 'id', 'isGift', 'lines', 'placedAt', 'status', 'total'],
};

/** A valid one, as it travels. */
export const order = {
  id: '7d444840-9dc0-11d1-b245-5ffdce74fad2',
  customer: 'Ada Lovelace',
  email: 'ada@example.com',
  placedAt: '2026-02-28T12:00:00.000Z',
  status: 'paid',
  total: 12.5,
  isGift: false,
  note: 'Ring twice.',
  lines: [
    { article: 'box', amount: 1 },
    { article: 'tube', amount: 3 },
  ],
  delivery: { kind: 'post', street: 'Main Street 1' },
};

/** Orders that every validator must refuse. */
export const wrongOrders: readonly unknown[] = [
  { ...order, id: '7d444840' },
  { ...order, customer: '' },
  { ...order, email: 'ada' },
  { ...order, placedAt: 'yesterday' },
  { ...order, status: 'lost' },
  { ...order, total: -1 },
  { ...order, isGift: 'no' },
  { ...order, lines: [] },
  { ...order, lines: [{ article: 'box', amount: 0.5 }] },
  { ...order, delivery: { kind: 'post', shop: 'Main Street 1' } },
  (({ status, ...rest }) => (status === 'paid' ? rest : order))(order),
];
