import { describe, expect, it } from 'vitest';
import { checkSources } from '../build-types/check-sources.ts';

const apis = `import { Api, event } from 'lambdabus';
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  readonly placed = event<{ id: string }>();
  async first(): Promise<void> {}
  async second(): Promise<void> {}
  async third(): Promise<void> {}
  async fourth(): Promise<void> {}
}
`;

const bus = `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
import { each, on } from './names.ts';
export * from './apis.ts';
const bus = createBus<typeof apis>();
const { listen: heard } = bus.order.placed;
const named = async (): Promise<void> => { await bus.order.fourth(); };
export const direct = bus.order.placed.listen(async () => { await bus.order.first(); });
export const renamed = heard(async () => { await bus.order.second(); });
export const scheduled = each('1 day', async () => { await bus.order.third(); });
export const several = on([bus.order.placed], named);
`;

describe('the handler of a listener or schedule', () => {
  it('is run by its own function alone, under whatever name what makes it is called', () => {
    const checked = checkSources({
      'apis.ts': apis,
      'bus.ts': bus,
      'names.ts': "export { every as each, listen as on } from 'lambdabus';\n",
    });
    const file = checked.files.filter((path) => path.endsWith('/bus.ts'));
    const calls = ['direct', 'renamed', 'scheduled', 'several'].map((exportName) => [
      exportName,
      checked.targetsOf({ name: exportName, entry: { kind: 'handler', exportName }, files: file }).calls,
    ]);

    expect(checked.diagnostics).toEqual([]);
    expect(Object.fromEntries(calls)).toEqual({
      direct: ['order.first'],
      renamed: ['order.second'],
      scheduled: ['order.third'],
      several: ['order.fourth'],
    });
  });
});
