import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { runSchema, type SchemaCheck, withSchemas } from '../../../functions/standard-schema.ts';
import type { Issue } from '../../../src/wire/index.ts';

async function issuesOf(schema: SchemaCheck['schema'], value: unknown, secrets: readonly string[] = []) {
  const issues: Issue[] = [];
  await runSchema({ schema, secrets }, value, issues);
  return issues;
}

describe('what is wrong by a Standard Schema', () => {
  it('has JSON Pointers into what travels, also within maps and sets', async () => {
    const schema = z.object({
      'a/b': z.array(z.object({ n: z.number() })),
      map: z.map(z.string(), z.object({ d: z.date() })),
    });

    const issues = await issuesOf(schema, {
      'a/b': [{ n: 1 }, { n: 'x' }],
      map: new Map([
        ['k', { d: new Date() }],
        ['l', { d: 1 }],
      ]),
    });

    expect(issues.map(({ path }) => path)).toEqual(['/a~1b/1/n', '/map/1/1/d']);
  });

  it('is listed up to twenty places, with messages of a bounded length', async () => {
    const schema = z.object({ list: z.array(z.string({ error: () => 'x'.repeat(1000) })) });

    const issues = await issuesOf(schema, { list: Array.from({ length: 100 }, (_, index) => index) });

    expect(issues).toHaveLength(21);
    expect(issues.at(-1)).toEqual({ path: '', message: '… and more' });
    expect(issues[0]?.message.length).toBe(300);
  });

  it('is no valid value when the library names no place', async () => {
    const schema = { '~standard': { version: 1, vendor: 'own', validate: () => ({ issues: [] }) } } as const;

    expect(await issuesOf(schema, {})).toEqual([{ path: '', message: 'not valid' }]);
  });

  it('shows no secret: not its value, and nothing that may quote what holds it', async () => {
    const schema = v.strictObject({
      user: v.pipe(v.string(), v.minLength(9)),
      password: v.pipe(v.string(), v.minLength(9)),
      also: v.optional(v.union([v.object({ password: v.number() }), v.string()])),
    });
    const secrets = ['password'];

    const issues = await issuesOf(schema, { user: 'ada', password: 'hunter2', also: { password: 'secret' } }, secrets);

    expect(issues).toEqual([
      { path: '/user', message: expect.stringContaining('Invalid length') },
      { path: '/password', message: 'not valid (hidden)' },
      { path: expect.stringMatching(/^\/also/), message: 'not valid (hidden)' },
    ]);
    expect(JSON.stringify(await issuesOf(schema, 'hunter2', ['*']))).not.toContain('hunter2');
  });
});

describe('validators with Standard Schemas', () => {
  it('cast by the type first, so that a schema that takes a date is given one', async () => {
    const cast = (wire: unknown) => ({ at: new Date((wire as { at: string }).at) });
    const { params, answer } = withSchemas(
      { params: cast },
      {
        params: { schema: z.object({ at: z.date(), n: z.number().default(3) }), secrets: [] },
        result: { schema: z.object({ total: z.string().transform(Number) }), secrets: [] },
      },
    );

    expect(await params?.({ at: '2026-01-01T00:00:00.000Z' }, [])).toEqual({ at: new Date('2026-01-01'), n: 3 });
    expect(await answer?.({ total: '5' }, [])).toEqual({ total: 5 });
  });
});
