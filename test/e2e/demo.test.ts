import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

describe("the README's demo", () => {
  it('shows a call, an event, its listener and a dead letter, without colour where there is no terminal', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, ['examples/demo.ts'], {
      cwd: root,
      env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined },
    });

    expect(stdout).toContain('296 cases in');
    expect(stdout).toContain('CASE_NOT_FOUND: There is no case nobody.');
    expect(stdout).toContain('10 issued');
    expect(stdout).toContain('CANNOT_INVOICE: there is no price list for AQ');
    expect(stdout).not.toContain('\u001b[');
  });
});
