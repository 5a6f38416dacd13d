import { join } from 'node:path';
import { expect, it } from 'vitest';
import { build, readExplanation } from '../../../src/build/index.ts';
import { explanationText } from '../../../src/cli/explanation-text.ts';
import { temporaryService } from './temporary-service.ts';

async function explained(body: string): Promise<string> {
  const root = temporaryService({
    'bus.ts': `import { Api, createBus } from 'lambdabus';
import type * as own from './bus.ts';
const bus = createBus<typeof own>();
export class OrderApi extends Api {
  static readonly meta = { name: 'order' } as const;
  async place({ id }: { id: string }): Promise<string> { return id; }
  async again({ id }: { id: string }): Promise<void> {
    ${body}
  }
}
`,
  });
  await build(join(root, 'bus.ts'));
  const explanation = readExplanation(join(root, '.lambdabus'));
  return explanation === undefined ? '' : explanationText(explanation);
}

it.each([
  [
    'a part of the bus is kept as unknown',
    'const kept: unknown = bus.order; void kept; void id;',
    'bus.order goes',
    '8:27',
  ],
  ['a name is known only at run time', `await bus.$client.call('order.place', { id });`, '$client calls', '8:15'],
])('is said where %s', async (_, body, reason, place) => {
  const text = await explained(body);

  expect(text).toContain(`Every edit has all types read again: ${reason}`);
  expect(text).toContain(`(bus.ts:${place})`);
});

it('is not said of a service whose types are kept', async () => {
  expect(await explained('await bus.order.place({ id });')).not.toContain('read again');
});
