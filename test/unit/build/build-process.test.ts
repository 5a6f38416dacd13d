import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { supportFiles, temporaryService } from './temporary-service.ts';

const index = join(import.meta.dirname, '../../../src/build/index.ts');

it('leaves the TypeScript compiler, which takes long to load, to the process that reads types', async () => {
  const root = temporaryService(supportFiles);
  const script = `
    import { createRequire } from 'node:module';
    import { build } from ${JSON.stringify(pathToFileURL(index).href)};
    await build('bus.ts');
    const loaded = Object.keys(createRequire(import.meta.url).cache);
    console.log(loaded.filter((file) => /typescript|esbuild/.test(file)).map((file) => /[^/]+$/.exec(file)[0]).join());`;

  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: root,
  });

  // What is loaded shows there.
  expect(stdout.trim()).toBe('main.js');
});
