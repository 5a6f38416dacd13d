import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { temporaryService } from './temporary-service.ts';

test('the bundle of a schedule holds nothing of what checks cron expressions', async () => {
  const root = temporaryService({
    'bus.ts': `import { cron } from 'lambdabus';
export const noon = cron('0 12 * * ? *', async () => console.log('noon'));
`,
  });

  await build(join(root, 'bus.ts'));

  const code = readFileSync(join(root, '.lambdabus/functions/noon/index.mjs'), 'utf8');
  expect(code).toContain('0 12 * * ? *');
  expect(code).not.toContain('day of week');
  expect(code).not.toContain('JAN');
});
