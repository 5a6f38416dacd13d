import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Diagnostic } from '../../../src/build/diagnostic.ts';
import { build } from '../../../src/build/index.ts';
import { temporaryService } from './temporary-service.ts';

it('a schedule whose last time is over is built, and warned of', { timeout: 60_000 }, async () => {
  const root = temporaryService({
    'bus.ts': `import { cron } from 'lambdabus';
export const daily = cron('0 9 * * ? *', async () => {});
export const launch = cron('0 9 1 3 ? 2024,2025', async () => {});
`,
  });
  const warnings: Diagnostic[] = [];

  const { schedules } = await build(join(root, 'bus.ts'), { onWarning: (found) => warnings.push(...found) });

  expect(schedules.map(({ name }) => name)).toEqual(['daily', 'launch']);
  expect(warnings).toMatchObject([
    {
      code: 'SCHEDULE_OVER',
      message: 'The last time of schedule "launch", cron(0 9 1 3 ? 2024,2025), is over: it does not run any more.',
      position: { file: 'bus.ts', line: 3, column: 14 },
    },
  ]);
});
