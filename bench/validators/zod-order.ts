import * as z from 'zod';

const order = z.object({
  id: z.guid(),
  customer: z.string().min(1).max(80),
  email: z.email(),
  placedAt: z.iso.datetime().transform((text) => new Date(text)),
  status: z.enum(['cancelled', 'open', 'paid', 'shipped']),
  total: z.number().min(0),
  isGift: z.boolean(),
  note: z.string().optional(),
  lines: z.array(z.object({ article: z.string(), amount: z.int().min(1) })).min(1),
  delivery: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('pickup'), shop: z.string() }),
    z.object({ kind: z.literal('post'), street: z.string() }),
  ]),
});

export const isValid = (value: unknown): boolean => order.safeParse(value).success;
