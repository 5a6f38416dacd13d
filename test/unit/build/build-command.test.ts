import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { supportFiles, temporaryService } from './temporary-service.ts';

const bin = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'bin.ts');

function lambdabus(cwd: string, ...args: readonly string[]) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env;
  return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8', env });
}

describe('lambdabus build', { timeout: 60_000 }, () => {
  it('tells each function with its size and what it does, and each topic', () => {
    const root = temporaryService(supportFiles);

    const { status, stdout, stderr } = lambdabus(root, 'build');

    expect(stderr).toBe('');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^support: 4 functions, 1 topic, built in \d+\.\d\d s into \.lambdabus\n/);
    expect(stdout).toMatch(/^ {2}support\.case\.open +\d+\.\d kB +procedure +fires support\.case\.caseCreated$/m);
    expect(stdout).toMatch(/^ {2}notifyAgents +\d+\.\d kB +listens to support\.case\.caseCreated$/m);
    expect(stdout).toMatch(/^ {2}report +\d+\.\d kB +rate\(1 hour\)$/m);
    expect(stdout).toMatch(/\n\ntopics\n {2}support\.case\.caseCreated\n$/);
  });

  it('prints JSON for programs, of another service in another place', () => {
    const root = temporaryService({
      ...supportFiles,
      'bus/index.ts': supportFiles['bus.ts'].replaceAll('./apis', '../apis'),
    });

    const { status, stdout } = lambdabus(root, 'build', 'bus/index.ts', '--service', 'desk', '--out', 'out', '--json');

    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      manifest: join(root, 'out', 'manifest.json'),
      service: 'desk',
      busModule: 'bus/index.ts',
    });
  });

  it('prints what is wrong with its lines, and fails', () => {
    const root = temporaryService({ 'bus.ts': `import { every } from 'lambdabus';\nevery({ hours: 1 }, () => {});\n` });

    const { status, stdout, stderr } = lambdabus(root, 'build');
    const json = lambdabus(root, 'build', '--json');

    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('error[SCHEDULE_NOT_EXPORTED]');
    expect(stderr).toContain('--> bus.ts:2:1');
    expect(json.status).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ diagnostics: [{ code: 'SCHEDULE_NOT_EXPORTED' }] });
  });
});
