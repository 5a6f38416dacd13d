import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type * as typeReaders from '../../../src/build/type-process/type-readers.ts';
import { supportFiles, temporaryService } from './temporary-service.ts';

const request = (root: string) => ({ busModule: join(root, 'bus.ts'), packageRoot: root, service: 'support' });

let openTypeReader: typeof typeReaders.openTypeReader;

// Each test has a process of its own, which readers of one program share.
beforeEach(async () => {
  vi.resetModules();
  ({ openTypeReader } = await import('../../../src/build/type-process/type-readers.ts'));
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the process that reads types', () => {
  it('answers several readers, each with what it has read', async () => {
    const one = temporaryService(supportFiles);
    const other = temporaryService({
      ...supportFiles,
      'apis.ts': supportFiles['apis.ts'].replace("'support.case'", "'help.case'"),
    });
    const readers = [one, other].map(() => openTypeReader({ keepsPrograms: false, compileCache: undefined }));

    const checked = await Promise.all([one, other].map((root, index) => readers[index]?.check(request(root))));
    const targets = await Promise.all(
      checked.map((bus) =>
        bus?.targetsOf([
          { name: 'notifyAgents', entry: { kind: 'handler', exportName: 'notifyAgents' }, files: [] },
          { name: 'x', entry: { kind: 'modules', files: [] }, files: [] },
        ]),
      ),
    );
    for (const reader of readers) reader.close();

    expect(checked.map((bus) => bus?.apis[0]?.name)).toEqual(['support.case', 'help.case']);
    expect(targets.map((found) => found?.length)).toEqual([2, 2]);
  });

  it('fails the build with what it printed when it crashes, and is there again for the next', async () => {
    const root = temporaryService(supportFiles);
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=16');
    const reader = openTypeReader({ keepsPrograms: true, compileCache: undefined });

    const crashed = reader.check(request(root));

    await expect(crashed).rejects.toThrow(/TYPES_PROCESS_ENDED[\s\S]*heap[\s\S]*--max-old-space-size/);
    vi.unstubAllEnvs();
    const { apis } = await reader.check(request(root));
    reader.close();
    expect(apis.map(({ className }) => className)).toEqual(['SupportCaseApi']);
  });

  it('ends at once when nobody waits for what it does', async () => {
    const root = temporaryService(supportFiles);
    const reader = openTypeReader({ keepsPrograms: false, compileCache: undefined });
    const checking = reader.check(request(root));

    reader.close();

    await expect(checking).rejects.toThrow('TYPES_PROCESS_ENDED');
  });
});
