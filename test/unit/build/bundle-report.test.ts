import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build, type Diagnostic } from '../../../src/build/index.ts';
import { checkBudgets, measureContents } from '../../../src/build/report/bundle-budget.ts';
import { readBundleReport } from '../../../src/build/report/bundle-report.ts';
import { whyText } from '../../../src/cli/commands/build-why.ts';
import { temporaryService } from './temporary-service.ts';

const files = {
  'bus.ts': `export * from './apis.ts';`,
  'apis.ts': `import { Api } from 'lambdabus';
import { total } from './money/total.ts';
export class SumApi extends Api {
  static readonly meta = { name: 'sum', procedures: { small: { bundleBudget: 1 } } } as const;
  async large({ id }: { id: string }): Promise<string> { return total(id); }
  async small(): Promise<string> { return 'x'; }
}
`,
  'money/total.ts': `import { tables } from 'tables';\nexport const total = (id: string): string => tables[id] ?? '';\n`,
  'node_modules/tables/package.json': JSON.stringify({
    name: 'tables',
    version: '1.0.0',
    main: 'index.js',
    type: 'module',
  }),
  'node_modules/tables/index.js': `export { tables } from './data.js';`,
  'node_modules/tables/index.d.ts': 'export const tables: Record<string, string>;',
  'node_modules/tables/data.js': `export const tables = ${JSON.stringify({ text: 'x'.repeat(40_000) })};`,
};

describe('what bundles are made of', () => {
  it('is told by package and module, with the import that brought each', async () => {
    const root = temporaryService({
      ...files,
      'package.json': JSON.stringify({ name: 'sums', type: 'module', lambdabus: { bundleBudget: 30 } }),
    });
    const warned: Diagnostic[] = [];

    await build(join(root, 'bus.ts'), { onWarning: (warnings) => warned.push(...warnings) });

    const report = readBundleReport(join(root, '.lambdabus'));
    const large = report?.functions.find(({ name }) => name === 'sum.large');
    expect(large?.parts.map(({ what }) => what)).toEqual([
      'tables',
      'lambdabus',
      'the entry',
      'apis.ts',
      'money/total.ts',
    ]);
    expect(large?.parts[0]).toMatchObject({
      bytes: expect.closeTo(40_000, -3),
      chain: ['apis.ts', 'money/total.ts', 'tables'],
    });
    expect(large?.budgetBytes).toBe(30_000);
    expect(warned).toEqual([
      {
        code: 'BUNDLE_OVER_BUDGET',
        message: expect.stringMatching(
          /^The code of sum\.large is \S+ kB, and its budget 30 kB: .*Most of it: tables \S+ kB \(apis\.ts → money\/total\.ts → tables\); lambdabus/,
        ),
        hint: expect.stringContaining('lambdabus build --why sum.large'),
        position: expect.objectContaining({ file: 'apis.ts', line: 5 }),
      },
      expect.objectContaining({
        message: expect.stringContaining('sum.small'),
        position: expect.objectContaining({ line: 6 }),
      }),
    ]);
    const text = whyText(join(root, '.lambdabus'), { name: 'sum.large', json: false });
    expect(text).toMatch(
      /^sum\.large: \S+ kB of code, budget 30 kB\n +\S+ kB {2}tables +apis\.ts → money\/total\.ts → tables\n/,
    );
    expect(() => whyText(join(root, '.lambdabus'), { name: 'sum.medium', json: false })).toThrow(
      'There is no function "sum.medium". Known are sum.large, sum.small.',
    );
  }, 60_000);

  it('counts what lies beside the code, but not against the budget', () => {
    const sized = (bytes: number) => ({ content: new Uint8Array(bytes) });
    const bundle = new Map([
      ['index.mjs', sized(10)],
      ['validators.mjs', sized(5)],
      ['aws/sns.mjs', sized(1_000)],
      ['aws/chunk.mjs', sized(1_000)],
      ['node_modules/@img/sharp/x.node', sized(4_000)],
    ]);

    const contents = measureContents(
      { name: 'f', budgetKb: 0.02, source: { file: 'a.ts', line: 1, column: 1 } },
      bundle,
      [],
    );

    expect(contents).toMatchObject({ bytes: 6_015, codeBytes: 15, budgetBytes: 20 });
    expect(contents.besides).toEqual([
      { what: '@img/sharp', bytes: 4_000 },
      { what: 'AWS clients', bytes: 2_000 },
      { what: 'validators.mjs', bytes: 5 },
    ]);
  });

  it('is refused where Lambda would refuse it', () => {
    const source = { file: 'a.ts', line: 1, column: 1 };
    const contents = {
      name: 'f',
      bytes: 262_144_001,
      codeBytes: 1,
      budgetBytes: 1_000,
      parts: [],
      besides: [{ what: 'chromium', bytes: 262_144_000 }],
    };

    expect(checkBudgets([{ contents, source }]).errors).toMatchObject([
      { code: 'BUNDLE_TOO_LARGE', message: expect.stringContaining('chromium 262,144 kB') },
    ]);
  });

  it.each([0, '1 MB', null])('is refused a budget of %j', async (bundleBudget) => {
    const root = temporaryService({
      ...files,
      'package.json': JSON.stringify({ name: 'sums', lambdabus: { bundleBudget } }),
    });

    await expect(build(join(root, 'bus.ts'))).rejects.toMatchObject({ diagnostics: [{ code: 'OPTION_INVALID' }] });
  });
});
