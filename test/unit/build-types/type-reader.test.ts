import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createTypeReader } from '../../../src/build/types/index.ts';
import { createSources } from './check-sources.ts';

const bus = `import { Api } from 'lambdabus';
import type { Order } from './order.ts';
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  async get(): Promise<Order> { throw new Error(); }
}
`;

describe('a reader that is asked again', () => {
  it('sees an edit, in whichever file', () => {
    const sources = createSources({ 'bus.ts': bus, 'order.ts': 'export interface Order { id: string }' });
    const reader = createTypeReader();

    const before = sources.check(reader).$defs['Order'];
    sources.write({ 'order.ts': 'export interface Order { id: string; cents: number }' });
    const after = sources.check(reader).$defs['Order'];

    expect(before).toMatchObject({ required: ['id'] });
    expect(after).toMatchObject({ required: ['cents', 'id'] });
  });

  it('sees a file that an import was waiting for, and one that is gone', () => {
    const sources = createSources({ 'bus.ts': bus });
    const reader = createTypeReader();
    const codes = () => sources.check(reader).diagnostics.map(({ code }) => code);

    const missing = codes();
    sources.write({ 'order.ts': 'export interface Order { id: string }' });
    const there = codes();
    rmSync(sources.path('order.ts'));
    const gone = codes();

    expect([missing, there, gone]).toEqual([['TYPE_NOT_RESOLVED'], [], ['TYPE_NOT_RESOLVED']]);
  });

  it('sees another tsconfig', () => {
    const sources = createSources({
      'bus.ts': bus.replace('./order.ts', '#models'),
      'old.ts': 'export interface Order { id: string }',
      'new.ts': 'export interface Order { sku: string }',
    });
    const reader = createTypeReader();
    const withPath = (file: string) =>
      sources.write({
        'tsconfig.json': JSON.stringify({
          compilerOptions: { paths: { '#models': [`./${file}`] }, module: 'nodenext' },
        }),
      });

    withPath('old.ts');
    const before = sources.check(reader).$defs['Order'];
    withPath('new.ts');
    const after = sources.check(reader).$defs['Order'];

    expect([before, after]).toMatchObject([{ required: ['id'] }, { required: ['sku'] }]);
  });

  it('gives what a new one gives', () => {
    const sources = createSources({ 'bus.ts': bus, 'order.ts': 'export interface Order { id: string; b: "y" | "x" }' });
    const reader = createTypeReader();
    sources.check(reader);
    sources.write({ 'bus.ts': bus.replace('async get', '/** Found. */\n  async get') });

    expect(JSON.stringify(sources.check(reader))).toBe(JSON.stringify(sources.check(createTypeReader())));
  });
});
