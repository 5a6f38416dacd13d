import { describe, expect, it } from 'vitest';
import type { DeclaredUse } from '../../../src/definition/index.ts';
import { createSources } from './check-sources.ts';

const billing = `import { Api, event } from 'lambdabus';
export class InvoiceApi extends Api {
  static readonly meta = { name: 'billing.invoice' } as const;
  readonly issued = event<{ id: string }>();
  readonly opened = event<{ id: string }>({ openTo: ['support'], fifo: true });
  readonly closed = event<{ id: string }>({ openTo: ['shipping'] });
  async get({ id }: { id: string }) { return id; }
}
`;

/** What the procedure \`support.case.run\` with this body may do. */
function runs(body: string, uses?: readonly DeclaredUse[]) {
  const directory = createSources({
    'billing.ts': billing,
    'bus.ts': `import { Api, createBus } from 'lambdabus';
import type * as billing from './billing.ts';
const bus = createBus<typeof billing>();
export class CaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  async run() { void bus; ${body} }
  async get() { return 1; }
}
`,
  });
  const checked = directory.check();
  expect(checked.diagnostics).toEqual([]);
  const { calls, fires, explained, diagnostics } = checked.targetsOf({
    name: 'support.case.run',
    entry: { kind: 'procedure', exportName: 'CaseApi', api: 'support.case', procedure: 'run' },
    files: [directory.path('bus.ts')],
    uses,
  });
  return {
    calls,
    fires: fires.map(({ event, fifo }) => (fifo ? `${event} fifo` : event)),
    because: explained.map(({ because }) => because),
    codes: diagnostics.map(({ code }) => code),
    messages: diagnostics.map(({ message }) => message),
  };
}

const byName = `const name = JSON.parse('""'); await bus.$client.call(name);`;

describe('a name that is known only at run time', () => {
  it('is refused where nothing says what it may be', () => {
    expect(runs(byName).codes).toEqual(['TARGET_NAME_NOT_STATIC']);
  });

  it('is what the function declares: its own, those of a bus, and what says itself what it is', () => {
    const uses = [
      'support.case.get',
      'billing.invoice.get',
      'billing.invoice.opened',
      { call: 'a.b' },
      { fire: 'a.c' },
    ];

    expect(runs(byName, uses)).toEqual({
      calls: ['a.b', 'billing.invoice.get', 'support.case.get'],
      fires: ['a.c', 'billing.invoice.opened fifo'],
      because: ['uses', 'uses', 'uses', 'uses', 'uses'],
      codes: [],
      messages: [],
    });
  });

  it('is explained by the code where the code says it as well', () => {
    expect(runs(`await bus.billing.invoice.get({ id: '' });`, ['billing.invoice.get']).because).toEqual(['code']);
  });

  it.each([
    ['an own name that is not there', ['support.case.gone'], 'USES_UNKNOWN'],
    ['a foreign name that no type shows', ['ledger.book'], 'USES_UNKNOWN'],
    ['an event that its owner keeps to itself', ['billing.invoice.issued'], 'FIRE_NOT_ALLOWED'],
  ])('cannot be declared as %s', (_, uses, code) => {
    expect(runs(byName, uses).codes).toEqual([code]);
  });
});

describe('an event of another service whose source is at hand', () => {
  it('is fired where its owner opened it to this service', () => {
    expect(runs(`await bus.billing.invoice.opened.fire({ id: '' }, { fifoGroup: '' });`)).toMatchObject({
      fires: ['billing.invoice.opened fifo'],
      codes: [],
    });
  });

  it('is refused where its owner opened it to others only', () => {
    const { codes, messages } = runs(`await bus.billing.invoice.closed.fire({ id: '' });`);

    expect(codes).toEqual(['FIRE_NOT_ALLOWED']);
    expect(messages[0]).toContain('which opened it to shipping, and not to support');
  });
});

describe('a module that only the bundler found', () => {
  it('is refused, for nothing tells what it calls', () => {
    const directory = createSources({ 'bus.ts': 'export {};', 'plugin.ts': 'export {};' });
    const files = [directory.path('plugin.ts')];
    const { diagnostics } = directory.check().targetsOf({ name: 'x', entry: { kind: 'modules', files: [] }, files });

    expect(diagnostics).toMatchObject([{ code: 'TARGET_CODE_COMPILED', position: { file: 'plugin.ts', line: 1 } }]);
  });
});
