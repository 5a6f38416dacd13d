import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/build/diagnostic.ts';
import { build } from '../../../src/build/index.ts';
import { temporaryService } from './temporary-service.ts';

async function warningsOf(busModule: string): Promise<readonly Diagnostic[]> {
  const root = temporaryService({ 'bus.ts': busModule });
  const warnings: Diagnostic[] = [];
  await build(join(root, 'bus.ts'), { onWarning: (found) => warnings.push(...found) });
  return warnings;
}

describe('a bus module that brings nothing onto the bus', { timeout: 60_000 }, () => {
  it('is warned of', async () => {
    const warnings = await warningsOf(`import { Api } from 'lambdabus';
class SupportApi extends Api {
  static readonly meta = { name: 'support' } as const;
  async ping() {}
}
void SupportApi;
`);

    expect(warnings).toMatchObject([{ code: 'BUS_EMPTY', position: { file: 'bus.ts', line: 1 } }]);
  });

  it('is explained by a class that does not extend Api', async () => {
    const warnings = await warningsOf(`export class SupportApi {
  static readonly meta = { name: 'support' } as const;
  async ping() {}
}
export class Plain { static readonly meta = { version: 1 }; }
`);

    expect(warnings).toMatchObject([
      { code: 'API_NOT_EXTENDED', position: { file: 'bus.ts', line: 1, column: 14 }, length: 'SupportApi'.length },
    ]);
  });
});
