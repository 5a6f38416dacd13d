import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { describe, expect, it, test } from 'vitest';
import { createProgram } from '../../../src/cli/program.ts';

const bin = fileURLToPath(new URL('../../../src/cli/bin.ts', import.meta.url));

/** Runs the command line, as if on another version of Node.js when one is given. */
function lambdabus(args: readonly string[], version?: string) {
  const disguise = `Object.defineProperty(process.versions, 'node', { value: '${version}' })`;
  const flags = version === undefined ? [] : ['--import', `data:text/javascript,${encodeURIComponent(disguise)}`];
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, bin, ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
}

describe('the version of Node.js', () => {
  test.each(['12.22.0', '20.19.5', '22.17.1'])('%s is too old: what is needed and how to get it is said', (version) => {
    const { status, stdout, stderr } = lambdabus(['dev'], version);

    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`lambdabus needs Node.js 22.18 or newer, and this is Node.js ${version}`);
    expect(stderr).toContain('npm install --save-dev node@24');
  });

  test.each(['22.18.0', '24.0.0', '26.1.0'])('%s is new enough', (version) => {
    expect(lambdabus(['--version'], version)).toMatchObject({ status: 0, stderr: '' });
  });
});

test('the version is that of the package', () => {
  expect(lambdabus(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test.each(['build', 'dev'])('help names the command %s', (command) => {
  expect(lambdabus(['--help']).stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
});

test('a command that is mistyped is answered with the one that was meant', () => {
  const { status, stderr } = lambdabus(['biuld']);

  expect(status).toBe(1);
  expect(stderr).toContain("unknown command 'biuld'");
  expect(stderr).toContain('Did you mean build?');
});

describe('the help of each command', () => {
  it.each(commandsOf(createProgram()))('%s names every option that it takes', (_, command) => {
    const help = command.helpInformation();

    const taken = ancestors(command).flatMap(({ options }) => options.filter(({ hidden }) => !hidden));
    expect(taken.map(({ flags }) => flags).filter((flags) => !help.includes(`  ${flags} `))).toEqual([]);
  });

  test('is pointed to where an option is not known', () => {
    const { status, stderr } = lambdabus(['schema', 'dump', '--formt', 'openrpc']);

    expect(status).toBe(1);
    expect(stderr).toContain("unknown option '--formt'");
    expect(stderr).toContain('Did you mean --format?');
    expect(stderr).toContain('Run it with --help for what there is.');
  });
});

describe('dev', () => {
  test.each(['x', '-1', '65536', '1.5'])('--port %s is refused', (port) => {
    const { status, stderr } = lambdabus(['dev', `--port=${port}`]);

    expect(status).toBe(1);
    expect(stderr).toContain('Give a number from 0 to 65535');
  });

  test('--region of another partition is refused before anything is built', () => {
    const { status, stderr } = lambdabus(['dev', 'nowhere.ts', '--port', '0', '--region', 'mars']);

    expect(status).toBe(1);
    expect(stderr).toContain('The local bus cannot be in region "mars".');
  });

  test('--env without a value is refused', () => {
    expect(lambdabus(['dev', '--env', 'NAME']).stderr).toContain('such as TABLE=cases');
  });

  test('a bus module that is not there is an error that says where it was looked for', () => {
    const { status, stdout, stderr } = lambdabus(['dev', 'nowhere.ts', '--port', '0']);

    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('There is no bus module at nowhere.ts.');
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

/** All commands below one, by how they are written. */
function commandsOf(parent: Command): readonly (readonly [string, Command])[] {
  return parent.commands.flatMap((command) => [
    [
      ancestors(command)
        .map((each) => each.name())
        .reverse()
        .join(' '),
      command,
    ] as const,
    ...commandsOf(command),
  ]);
}

/** A command and those above it. */
function ancestors(command: Command): readonly Command[] {
  return command.parent === null ? [command] : [command, ...ancestors(command.parent)];
}
