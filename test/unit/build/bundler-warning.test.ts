import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/build/diagnostic.ts';
import { build } from '../../../src/build/index.ts';
import { temporaryService } from './temporary-service.ts';

it('says once, and where, what the bundler sees in code that is likely not meant', async () => {
  const root = temporaryService({
    'bus.ts': `import { Api } from 'lambdabus';
import { isOpen } from './is-open.js';

export class CaseApi extends Api {
  static readonly meta = { name: 'support.case' } as const;
  async open({ status }: { status: number }): Promise<boolean> {
    return isOpen(status);
  }
  async closed({ status }: { status: number }): Promise<boolean> {
    return !isOpen(status);
  }
}
`,
    'is-open.js': 'export function isOpen(status) {\n  return status === NaN;\n}\n',
    'is-open.d.ts': 'export declare function isOpen(status: number): boolean;\n',
  });
  const warnings: Diagnostic[] = [];

  await build(join(root, 'bus.ts'), { onWarning: (found) => warnings.push(...found) });

  expect(warnings).toMatchObject([
    {
      code: 'BUNDLER_WARNING',
      message: expect.stringContaining('NaN'),
      hint: expect.stringMatching(/\.$/),
      position: { file: 'is-open.js', line: 2, column: 17 },
    },
  ]);
}, 60_000);
