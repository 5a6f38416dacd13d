import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { createBus } from '../../../src/index.ts';
import { type LocalBus, type LocalBusEvent, startLocalBus } from '../../../src/local/index.ts';
import { type Manifest, toAsyncApi, toOpenRpc } from '../../../src/manifest/index.ts';
import { asyncApiErrors, openRpcErrors } from '../../support/official-documents.ts';
import { shopFiles, writeSchemaService } from './schema-service.ts';

let shop: ReturnType<typeof writeSchemaService>;
let manifest: Manifest;

beforeAll(async () => {
  shop = writeSchemaService(shopFiles);
  manifest = await build(join(shop.root, 'bus.ts'));
}, 120_000);

afterAll(() => shop.remove());

const procedure = (api: string, name: string) =>
  manifest.apis.find((entry) => entry.name === api)?.procedures.find((entry) => entry.name === name);
const payload = (name: string) =>
  manifest.apis.find((entry) => entry.name === 'shop.order')?.events.find((entry) => entry.name === name)?.payload;
const codeOf = (name: string) => readFileSync(join(shop.root, '.lambdabus/functions', name, 'index.mjs'), 'utf8');

describe('the manifest of a service with Standard Schemas', () => {
  it('has the JSON Schema of the library, with casts and doc comments from the type', () => {
    expect(procedure('shop.order', 'place')?.params).toEqual({
      type: 'object',
      properties: {
        sku: { type: 'string', minLength: 3 },
        count: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER, default: 1 },
        wanted: { type: 'string', format: 'date-time', 'x-cast': 'date' },
        card: { type: 'string', minLength: 4, maxLength: 4, 'x-sensitive': true },
        tags: expect.objectContaining({ 'x-cast': 'map' }),
      },
      required: ['sku', 'wanted', 'card'],
      'x-standard-schema': { vendor: 'zod', shape: 'schema' },
    });
  });

  it('has what callers get for the result, and what is fired for a payload', () => {
    expect(procedure('shop.order', 'place')?.result).toMatchObject({
      properties: { id: { format: 'uuid' }, total: { type: 'number' }, at: { 'x-cast': 'date' } },
    });
    expect(payload('placed')).toMatchObject({
      properties: { total: { type: 'string' }, note: { type: 'string', default: 'none' } },
      required: ['id', 'at', 'total'],
    });
  });

  it('has the schemas of valibot and ArkType too', () => {
    expect(payload('moved')).toMatchObject({
      properties: { id: { type: 'string', minLength: 2 }, at: { 'x-cast': 'date' } },
      'x-standard-schema': { vendor: 'valibot', shape: 'schema' },
    });
    expect(payload('gone')).toMatchObject({
      properties: { id: { type: 'string', minLength: 2 }, at: { 'x-cast': 'date' } },
      'x-standard-schema': { vendor: 'arktype', shape: 'schema' },
    });
  });

  it('gives OpenRPC and AsyncAPI documents that are valid by the official judges', async () => {
    const document = toOpenRpc(manifest, { version: '1.0.0' });
    const messages = toAsyncApi(manifest, { version: '1.0.0' });

    expect(openRpcErrors(document)).toBeNull();
    expect(await asyncApiErrors(messages)).toEqual([]);
    expect(JSON.stringify(document)).toContain('"minLength":3');
    expect(JSON.stringify(messages)).toContain('"minLength":2');
  });

  it('keeps the options of procedures free of schemas', () => {
    expect(procedure('shop.order', 'place')?.options).toEqual({});
  });
});

describe('a Standard Schema whose library gives no JSON Schema', () => {
  const files = {
    'package.json': '{ "name": "plain", "type": "module" }',
    'schemas.ts': `import type { StandardSchema } from 'lambdabus';
import * as v from 'valibot';
export const Own: StandardSchema<{ at: Date }> = { '~standard': { version: 1, vendor: 'own', validate: (value) => ({ value: value as { at: Date } }) } };
export const Moved = v.object({ id: v.pipe(v.string(), v.minLength(2)) });
`,
    'bus.ts': `import { Api, event } from 'lambdabus';
import { Moved, Own } from './schemas.ts';
export class OwnApi extends Api {
  static readonly meta = { name: 'own' } as const;
  readonly own = event(Own);
  readonly moved = event(Moved);
}
`,
  };

  it('is described by its type, which the manifest says and a warning', async () => {
    // valibot, without the package that gives its JSON Schemas.
    const service = writeSchemaService(files, ['valibot']);
    const warnings: string[] = [];
    try {
      const { apis } = await build(join(service.root, 'bus.ts'), {
        onWarning: (found) => warnings.push(...found.map(({ code, message, hint }) => `${code} ${message} ${hint}`)),
      });

      expect(apis[0]?.events.map((event) => event.payload)).toEqual([
        {
          type: 'object',
          properties: { id: { type: 'string' } },
          required: ['id'],
          'x-standard-schema': { vendor: 'valibot', shape: 'type' },
        },
        {
          type: 'object',
          properties: { at: { type: 'string', format: 'date-time', 'x-cast': 'date' } },
          required: ['at'],
          'x-standard-schema': { vendor: 'own', shape: 'type' },
        },
      ]);
      expect(warnings).toEqual([
        expect.stringMatching(/^SCHEMA_NOT_DESCRIBED own gives no JSON Schema for OwnApi.own/),
        expect.stringMatching(/OwnApi.moved .*Install @valibot\/to-json-schema/),
      ]);
    } finally {
      service.remove();
    }
  }, 60_000);
});

describe('the bundles of a service with Standard Schemas', () => {
  const libraries = (name: string) => ({
    zod: codeOf(name).includes('ZodError'),
    valibot: /"valibot"/.test(codeOf(name)),
    arktype: /"?arktype"?/.test(codeOf(name)),
  });

  it('hold a library only where a schema of it is used', () => {
    expect(libraries('plain.ping')).toEqual({ zod: false, valibot: false, arktype: false });
    expect(libraries('tick')).toEqual({ zod: false, valibot: false, arktype: false });
    expect(libraries('onPlaced')).toEqual({ zod: true, valibot: false, arktype: false });
    expect(libraries('onMoved')).toEqual({ zod: false, valibot: true, arktype: false });
    expect(libraries('onGone')).toEqual({ zod: false, valibot: false, arktype: true });
    expect(libraries('announcer.announce')).toEqual({ zod: true, valibot: false, arktype: false });
  });

  it('are not said to load schemas that they leave out', () => {
    const explained = readFileSync(join(shop.root, '.lambdabus/explain.json'), 'utf8');

    expect(explained).toContain('"plain.ping"');
    expect(explained).not.toContain('though nothing of it is used');
  });
});

describe('Standard Schemas at run time', () => {
  let local: LocalBus;
  const events: LocalBusEvent[] = [];
  const bus = createBus<unknown>({ stage: 'dev' });
  const call = (name: string, params: object) => bus.$client.call(name, params);
  const lines = () => events.flatMap((event) => (event.type === 'log' ? [event.line] : []));
  const id = '00000000-0000-4000-8000-000000000000';
  const place = { sku: 'abc', wanted: new Date(5), card: '1234' };

  beforeAll(async () => {
    local = await startLocalBus({ manifests: [manifest], onEvent: (event) => events.push(event) });
    Object.assign(process.env, local.environment);
  }, 60_000);

  afterAll(() => local.stop());

  it('give the method what the schema makes, and the caller what the schema of the result makes', async () => {
    const tags = new Map([['a', new Set([1n, 2n])]]);

    const answer = await call('shop.order.place', { ...place, tags });
    await local.settled();

    expect(answer).toEqual({ id, total: 1, at: new Date(5) });
    expect(lines()).toContain('tags a:bigint,bigint');
  });

  it('give the listener what the schema of the event makes', async () => {
    await call('shop.order.place', { ...place, sku: 'heard' });
    await call('shop.order.move', { id: 'm1', at: new Date(6), to: 'away' });
    await call('shop.order.leave', { id: 'g1' });
    await local.settled();

    expect(lines()).toContain('placed heard true 5 number 12 none');
    expect(lines()).toContain('moved m1 true home');
    expect(lines()).toContain('gone g1 true undefined');
  });

  it('refuse with the words of the schema, at pointers into what travels', async () => {
    const wrong = { sku: 'a', count: 0, wanted: 'yesterday', card: '1234', tags: [['k', ['1', 'x']]] };

    await expect(call('shop.order.place', wrong)).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      data: {
        issues: [
          { path: '/sku', message: expect.stringContaining('expected string to have >=3 characters') },
          { path: '/count', message: expect.stringContaining('expected number to be >=1') },
          { path: '/wanted', message: expect.stringContaining('expected date') },
          { path: expect.stringMatching(/^\/tags\/0\/1/), message: expect.stringContaining('expected bigint') },
        ],
      },
    });
  });

  it('wait for a schema that takes its time', async () => {
    expect(await call('shop.order.reserve', { name: 'free' })).toBe('free');
    await expect(call('shop.order.reserve', { name: 'taken' })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      data: { issues: [{ path: '/name', message: 'is taken' }] },
    });
  });

  it('never show what is sensitive, whatever their library quotes', async () => {
    await expect(call('shop.order.login', { user: 'ada', password: 'hunter2' })).rejects.toMatchObject({
      data: { issues: [{ path: '/password', message: 'not valid (hidden)' }] },
    });
    await local.settled();

    expect(lines().join('\n')).not.toContain('hunter2');
  });

  it('refuse a result that the schema does not take', async () => {
    await expect(call('shop.order.place', { ...place, sku: 'broken' })).rejects.toMatchObject({
      code: 'RESULT_INVALID',
      data: { issues: [{ path: '/id' }] },
    });
  });

  it('refuse a payload before it is fired, as a field of its class and through a client', async () => {
    const refused = { code: 'VALIDATION_FAILED', data: { issues: [{ path: '/total' }] } };

    await expect(call('shop.order.place', { ...place, sku: 'wrong' })).rejects.toMatchObject(refused);
    await call('announcer.announce', { id: 'a1', total: '3' });
    await local.settled();

    expect(lines()).toContain('placed a1 true 3 number 3 none');
  });

  it('send a malformed event to the dead-letter queue at once', async () => {
    // A script has no schema, so that only the listener sees it.
    await bus.$client.fire('shop.order.placed', { id: 'x', at: 'no date', total: 1 });
    await local.settled();

    const failed = lines().filter((line) => line.includes('onPlaced failed'));
    expect(failed).toHaveLength(1);
    expect(JSON.parse(failed[0] ?? '{}')).toMatchObject({ code: 'VALIDATION_FAILED', attempt: 1 });
    expect(failed[0]).toContain('sent to the dead-letter queue');
  });
});
