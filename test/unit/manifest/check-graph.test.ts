import { describe, expect, it } from 'vitest';
import type { GraphFinding as Acknowledged } from '../../../src/definition/index.ts';
import { checkGraph, type Manifest } from '../../../src/manifest/index.ts';
import { bundleOf, helpdeskManifest } from '../../support/manifest.ts';

const source = { file: 'apis.ts', line: 1, column: 1 } as const;

interface Options {
  readonly timeout?: number;
  readonly acknowledge?: readonly Acknowledged[];
}

const procedure = (name: string, calls: readonly string[], options: Options = {}, fires: readonly string[] = []) => ({
  name,
  source,
  options,
  bundle: bundleOf(name, { calls, fires: fires.map((event) => ({ event, fifo: false })) }),
});

const service = (name: string, procedures: ReturnType<typeof procedure>[], rest: Partial<Manifest> = {}): Manifest =>
  helpdeskManifest({
    service: name,
    apis: [
      {
        name,
        className: 'X',
        source,
        procedures,
        events: [{ name: 'done', source, payload: {}, fifo: false, openTo: ['b'] }],
      },
    ],
    listeners: [],
    schedules: [],
    ...rest,
  });

const listener = (name: string, event: string, fires: readonly string[], options: Options = {}) => ({
  name,
  source,
  events: [{ event, fifo: false, payload: {} }],
  several: false,
  options,
  bundle: bundleOf(name, { fires: fires.map((fired) => ({ event: fired, fifo: false })) }),
});

const codes = (...manifests: readonly Manifest[]) =>
  checkGraph(manifests.map((manifest) => ({ manifest }))).map(({ severity, code }) => `${severity} ${code}`);

/** A procedure that enqueues what it calls. */
const enqueuing = (name: string, calls: readonly string[], options: Options = {}) => ({
  ...procedure(name, calls, options),
  bundle: bundleOf(name, { calls, enqueues: calls }),
});

describe('the graph of the functions', () => {
  it('holds no timeout against who enqueues and does not wait', () => {
    const slow = procedure('slow', [], { timeout: 60 });

    expect(codes(service('a', [procedure('go', ['a.slow'], { timeout: 5 }), slow]))).toEqual([
      'warning TIMEOUT_NOT_NESTED',
    ]);
    expect(codes(service('a', [enqueuing('go', ['a.slow'], { timeout: 5 }), slow]))).toEqual([]);
  });

  it('ends a chain of functions that wait for each other where one enqueues', () => {
    const chain = (made: typeof procedure) =>
      service('a', [
        ...['p1', 'p2'].map((name, at) => procedure(name, [`a.p${at + 2}`])),
        made('p3', ['a.p4']),
        ...['p4', 'p5'].map((name, at) => procedure(name, [`a.p${at + 5}`])),
        procedure('p6', []),
      ]);

    expect(codes(chain(procedure))).toEqual(['warning CALL_CHAIN_DEEP']);
    expect(codes(chain(enqueuing))).toEqual([]);
  });

  it('looks for deep chains from what is only enqueued, too', () => {
    const calls = ['p1', 'p2', 'p3', 'p4', 'p5'].map((name, at) => procedure(name, [`a.p${at + 2}`]));

    expect(codes(service('a', [enqueuing('go', ['a.p1']), ...calls, procedure('p6', [])]))).toEqual([
      'warning CALL_CHAIN_DEEP',
    ]);
  });

  it('counts a circle that something enqueues as one that nobody waits for', () => {
    expect(codes(service('a', [procedure('go', ['a.on']), enqueuing('on', ['a.go'])]))).toEqual(['warning EVENT_LOOP']);
  });

  it('of a service without mistakes has nothing to say', () => {
    expect(checkGraph([{ manifest: helpdeskManifest() }])).toEqual([]);
  });

  it('warns of a circle of calls across services, once, with the way round', () => {
    const a = service('a', [procedure('go', ['b.go'])]);
    const b = service('b', [procedure('go', ['b.on']), procedure('on', ['a.go'])]);

    expect(checkGraph([{ manifest: a }, { manifest: b }])).toMatchObject([
      { severity: 'warning', code: 'CALL_CYCLE', message: expect.stringContaining('a.go → b.go → b.on → a.go') },
    ]);
    expect(codes(a)).toEqual([]);
  });

  it('warns of a function that calls itself', () => {
    expect(codes(service('a', [procedure('go', ['a.go'])]))).toEqual(['warning CALL_CYCLE']);
  });

  it('warns of a loop of events and calls', () => {
    const looping = service('a', [procedure('go', [], {}, ['a.done'])], {
      listeners: [listener('again', 'a.done', ['a.done'])],
    });

    expect(checkGraph([{ manifest: looping }])).toMatchObject([
      { code: 'EVENT_LOOP', message: expect.stringContaining('a/again → a.done → a/again') },
    ]);
  });

  it.each(['CALL_CYCLE', 'EVENT_LOOP', 'TIMEOUT_NOT_NESTED', 'CALL_CHAIN_DEEP'] as const)(
    'says nothing of a %s that a function acknowledges',
    (code) => {
      const acknowledge = [code];
      const chain = Array.from({ length: 7 }, (_, index) =>
        procedure(`p${index}`, index < 6 ? [`a.p${index + 1}`] : [], index === 0 ? { acknowledge } : {}),
      );
      const manifest = service(
        'a',
        [
          ...chain,
          procedure('circle', ['a.circle'], { acknowledge }),
          procedure('short', ['a.long'], { timeout: 5, acknowledge }),
          procedure('long', [], { timeout: 60 }),
        ],
        { listeners: [listener('again', 'a.done', ['a.done'], { acknowledge })] },
      );
      const all = ['CALL_CYCLE', 'EVENT_LOOP', 'TIMEOUT_NOT_NESTED', 'CALL_CHAIN_DEEP'];

      expect(codes(manifest).sort()).toEqual(
        all
          .filter((other) => other !== code)
          .map((other) => `warning ${other}`)
          .sort(),
      );
    },
  );

  it('warns of a callee that may take longer than its caller, also by what the deployment sets', () => {
    const a = service('a', [procedure('go', ['a.on'], { timeout: 20 }), procedure('on', [], { timeout: 20 })]);

    expect(codes(a)).toEqual([]);
    const props = { functions: { 'a.on': { timeout: 21 } } };
    expect(checkGraph([{ manifest: a, props }])).toMatchObject([
      { code: 'TIMEOUT_NOT_NESTED', message: expect.stringContaining('a.go ends after 20 s, but a.on') },
    ]);
  });

  it('warns of a long chain of functions that wait for each other', () => {
    const chain = (length: number) =>
      service(
        'a',
        Array.from({ length }, (_, index) => procedure(`p${index}`, index + 1 < length ? [`a.p${index + 1}`] : [])),
      );

    expect(codes(chain(5))).toEqual([]);
    expect(codes(chain(6))).toEqual(['warning CALL_CHAIN_DEEP']);
  });

  it('refuses two services of one name, and two APIs of one name', () => {
    const a = service('a', []);

    expect(codes(a, a)).toEqual(['error NAME_COLLISION', 'error NAME_COLLISION']);
    expect(codes(a, { ...service('b', []), apis: a.apis })).toEqual(['error NAME_COLLISION']);
  });

  it('refuses what a known API does not have, and says nothing of an unknown one', () => {
    const a = service('a', []);
    const user = service('b', [procedure('go', ['a.gone', 'elsewhere.x'], {}, ['a.gone'])], {
      listeners: [listener('on', 'a.gone', []), listener('off', 'elsewhere.done', [])],
    });

    expect(codes(a, user)).toEqual([
      'error PROCEDURE_NOT_DEFINED',
      'error EVENT_NOT_DEFINED',
      'error EVENT_NOT_DEFINED',
    ]);
    expect(codes(user)).toEqual([]);
  });

  it('refuses to fire an event that its owner did not open to the service', () => {
    const a = service('a', []);
    const firing = (name: string) => service(name, [procedure('go', [], {}, ['a.done'])]);

    expect(codes(a, firing('b'))).toEqual([]);
    expect(checkGraph([{ manifest: a }, { manifest: firing('c') }])).toMatchObject([
      { code: 'FIRE_NOT_ALLOWED', message: 'c.go of service "c" fires a.done, which is open to b only.' },
    ]);
  });
});
