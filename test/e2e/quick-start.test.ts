import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');

interface Block {
  readonly language: string;
  readonly title: string;
  readonly text: string;
}

interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

let directory: string;
let tarball: string;
let blocks: readonly Block[];

/** A newcomer's shell: nothing of this repository is on its PATH, and its Node may be an older one. */
function newcomersEnvironment(extra: Record<string, string> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    ([name, value]) =>
      value !== undefined && !/^(npm_|AWS_|LAMBDABUS_|VITEST|NODE(?!_EXTRA_CA_CERTS$)|CDK_)/i.test(name),
  ) as [string, string][];
  const path = (process.env['PATH'] ?? '').split(delimiter).filter((entry) => !entry.includes('node_modules'));
  return {
    ...Object.fromEntries(inherited),
    PATH: path.join(delimiter),
    CI: 'true',
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    ...extra,
  };
}

async function run(command: string, environment: Record<string, string> = {}): Promise<Run> {
  const child = spawn('bash', ['-c', command], { cwd: directory, env: newcomersEnvironment(environment) });
  return finished(child);
}

async function finished(child: ChildProcess): Promise<Run> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { stdout, stderr, code };
}

/** The endpoint of a `lambdabus dev`, when its line came. */
function ready(dev: ChildProcess, ended: Promise<Run>): Promise<string> {
  return new Promise((found, failed) => {
    let seen = '';
    dev.stdout?.on('data', (chunk: Buffer) => {
      seen += chunk.toString();
      const [, url] = /^ready (http:\/\/127\.0\.0\.1:\d+)$/m.exec(seen) ?? [];
      if (url !== undefined) found(url);
    });
    void ended.then(({ stderr }) => failed(new Error(`It ended before it was ready: ${stderr}`)));
  });
}

function block(title: string): string {
  const found = blocks.find((candidate) => candidate.title === title);
  if (found === undefined) throw new Error(`The README has no block with title="${title}".`);
  return found.text;
}

describe('the quick start of the README, from the packed library, word for word', () => {
  beforeAll(async () => {
    const readme = await readFile(join(root, 'README.md'), 'utf8');
    blocks = [...readme.matchAll(/^```(\w+) title="([^"]+)"\n([\s\S]*?)^```$/gm)].map(
      ([, language = '', title = '', text = '']) => ({ language, title, text }),
    );
    // The real path: macOS's directory for temporary files is a link.
    directory = await realpath(await mkdtemp(join(tmpdir(), 'lambdabus-quick-start-')));
    for (const { language, title, text } of blocks) {
      if (language === 'sh') continue;
      await mkdir(dirname(join(directory, title)), { recursive: true });
      await writeFile(join(directory, title), text);
    }
    const pack = spawn('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', directory], { cwd: root });
    const { stdout, stderr, code } = await finished(pack);
    expect(code, stderr).toBe(0);
    tarball = join(directory, stdout.trim());
    // The one difference: the library is this one, packed, and not the registry's.
    const manifest = join(directory, 'package.json');
    await writeFile(
      manifest,
      (await readFile(manifest, 'utf8')).replace('"lambdabus": "0.1.0"', `"lambdabus": "file:./${stdout.trim()}"`),
    );
  });

  afterAll(() => rm(directory, { recursive: true, force: true }));

  it('installs and builds', async () => {
    const { code, stdout, stderr } = await run(block('build'));

    expect(code, stderr).toBe(0);
    expect(stdout).toContain('support.case.open');
    const manifest = JSON.parse(await readFile(join(directory, '.lambdabus/manifest.json'), 'utf8'));
    expect(manifest).toMatchObject({ service: 'helpdesk', apis: [{ name: 'support.case' }] });
  });

  it("leaves the user's own TypeScript the command tsc, and the files type-check with it", async () => {
    const version = await run('npx tsc --version');
    const check = await run('npx tsc -p .');

    expect(version.stdout.trim()).toBe('Version 7.0.2');
    expect(check.stdout).toBe('');
    expect(check.code, check.stderr).toBe(0);
  });

  it('runs, is called, and its listener hears of what was fired', async () => {
    const dev = spawn('bash', ['-c', `exec ${block('dev').trim()} --port 0`], {
      cwd: directory,
      env: newcomersEnvironment(),
      detached: true,
    });
    const ended = finished(dev);
    const endpoint = await ready(dev, ended);
    let log = '';
    dev.stderr.on('data', (chunk: Buffer) => {
      log += chunk.toString();
    });

    const { code, stdout, stderr } = await run(block('call').replace('http://127.0.0.1:4566', endpoint));
    await expect.poll(() => log.match(/new case/g)?.length, { timeout: 20_000 }).toBe(2);
    // Ctrl-C reaches the whole foreground group of a terminal.
    process.kill(-(dev.pid ?? 0), 'SIGINT');
    const end = await ended;

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/opened [\da-f-]{36} at \d{4}-/);
    expect(stdout).toMatch(/fired [\da-f]{8}-[\da-f]{4}-7/);
    expect(end.stdout.trim().split('\n')).toEqual([`ready ${endpoint}`]);
    expect(log).toContain('new case 42: By hand');
  });

  it('synthesizes', async () => {
    const { code, stdout, stderr } = await run(block('synth'));

    expect(code, stderr).toBe(0);
    expect(stdout).toContain('FunctionName: dev-support-case-open');
    expect(stdout).toContain('TopicName: dev-support-case-caseCreated');
    expect(stdout).toContain('QueueName: dev-helpdesk--notifyAgents--dlq');
  });

  it('has first steps that need nothing but an empty directory', async () => {
    const empty = await realpath(await mkdtemp(join(tmpdir(), 'lambdabus-try-')));
    // What they ask for: a Node that is new enough.
    const environment = newcomersEnvironment();
    environment['PATH'] = `${dirname(process.execPath)}:${environment['PATH']}`;
    const steps = block('try')
      .replace('npm install lambdabus', `npm install ${tarball}`)
      .replace('npx lambdabus dev', 'exec npx lambdabus dev --port 0');
    const dev = spawn('bash', ['-c', `set -e\n${steps}`], { cwd: empty, env: environment, detached: true });
    const ended = finished(dev);

    const endpoint = await ready(dev, ended);
    const { stdout } = await run(block('try-call').replace('http://127.0.0.1:4566', endpoint));
    process.kill(-(dev.pid ?? 0), 'SIGINT');
    await ended;
    await rm(empty, { recursive: true, force: true });

    expect(steps).toContain(tarball);
    expect(stdout).toBe('"Hello Ada"');
  });
});
