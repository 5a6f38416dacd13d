import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { supportFiles, temporaryService } from '../build/temporary-service.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/testing.md'), 'utf8');

test('the test in the docs passes', { timeout: 60_000 }, async () => {
  const [, name = '', source = ''] = /^```ts title="([^"]+)"\n([\s\S]*?)^```$/m.exec(page) ?? [];
  const root = temporaryService({ ...supportFiles, [name]: source });

  const { stdout } = await promisify(execFile)(process.execPath, ['--test', '--test-reporter=tap', join(root, name)], {
    cwd: root,
    env: { PATH: process.env['PATH'] },
  });

  expect(stdout).toContain('ok 1 - agents hear of a case that was opened');
  expect(stdout).toMatch(/^# fail 0$/m);
});
