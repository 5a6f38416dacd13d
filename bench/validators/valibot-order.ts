import * as v from 'valibot';

const order = v.object({
  id: v.pipe(v.string(), v.uuid()),
  customer: v.pipe(v.string(), v.minLength(1), v.maxLength(80)),
  email: v.pipe(v.string(), v.email()),
  placedAt: v.pipe(
    v.string(),
    v.isoTimestamp(),
    v.transform((text) => new Date(text)),
  ),
  status: v.picklist(['cancelled', 'open', 'paid', 'shipped']),
  total: v.pipe(v.number(), v.minValue(0)),
  isGift: v.boolean(),
  note: v.optional(v.string()),
  lines: v.pipe(
    v.array(v.object({ article: v.string(), amount: v.pipe(v.number(), v.integer(), v.minValue(1)) })),
    v.minLength(1),
  ),
  delivery: v.variant('kind', [
    v.object({ kind: v.literal('pickup'), shop: v.string() }),
    v.object({ kind: v.literal('post'), street: v.string() }),
  ]),
});

export const isValid = (value: unknown): boolean => v.safeParse(order, value).success;
