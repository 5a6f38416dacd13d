import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, expect, test } from 'vitest';
import { type ScratchProject, type StartingDevProcess, scratchProject, spawnDev, startDev } from './dev-process.ts';
import { apis, helpdeskProject, serviceFiles } from './helpdesk-project.ts';

const projects: ScratchProject[] = [];
let dev: Pick<StartingDevProcess, 'end'> | undefined;

afterEach(async () => {
  await dev?.end('SIGKILL');
  dev = undefined;
  for (const { remove } of projects.splice(0)) remove();
});

function project(made: ScratchProject = helpdeskProject()): ScratchProject {
  projects.push(made);
  return made;
}

const broken = apis('first').replace("'support.case'", "'Support case'");

async function word(endpoint: string): Promise<unknown> {
  const lambda = new LambdaClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  const { Payload } = await lambda.send(
    new InvokeCommand({ FunctionName: 'dev-support-case-get', Payload: '{"id":"1"}' }),
  );
  lambda.destroy();
  return JSON.parse(Buffer.from(Payload ?? []).toString()).word;
}

test('dev shows the mistakes of its first build, and is ready when they are corrected', async () => {
  const { directory, write } = project();
  write('apis.ts', broken);

  const starting = spawnDev(directory);
  dev = starting;
  await expect.poll(starting.stderr, { timeout: 20_000 }).toContain('nothing runs yet');
  const whileWrong = starting.stdout();
  write('apis.ts', apis('second'));
  const endpoint = await starting.ready;

  expect(starting.stderr()).toContain('"Support case"');
  expect(whileWrong).toBe('');
  expect(await word(endpoint)).toBe('second');
});

test('dev that waits for a correction ends by a signal with 0', async () => {
  const { directory, write } = project();
  write('package.json', '{ "name": "Help desk" }');

  const starting = spawnDev(directory);
  dev = starting;
  await expect.poll(starting.stderr, { timeout: 20_000 }).toContain('nothing runs yet');

  expect(starting.stderr()).toContain('error[SERVICE_NAME_INVALID]');
  expect(await starting.end('SIGINT')).toBe(0);
});

test.each(['--json', '--no-watch'])('dev tells a program with %s at once that it will not be ready', async (option) => {
  const { directory, write } = project();
  write('apis.ts', broken);

  const starting = spawnDev(directory, [option]);
  dev = starting;

  expect(await starting.exited).toBe(1);
  expect(starting.stderr().match(/error\[API_NAME_INVALID\]/g)).toHaveLength(1);
  expect(starting.stdout()).toBe('');
});

test('dev ends when no edit can help: no bus module, or a port in use', async () => {
  const { directory } = project();
  const running = await startDev(directory);
  dev = running;

  const missing = spawnDev(directory, ['other.ts']);
  const taken = spawnDev(directory, ['--port', new URL(running.endpoint).port]);

  expect(await missing.exited).toBe(1);
  expect(missing.stderr()).toContain('error[BUS_MODULE_NOT_FOUND]');
  expect(await taken.exited).toBe(1);
  expect(taken.stderr()).toContain('in use');
});

test('dev builds for what a build looked at and for nothing else', async () => {
  const { directory, write } = project();
  write('apis.ts', `import './words/index.ts';\n${apis('first')}`);
  mkdirSync(join(directory, 'words'));
  write('words/index.ts', 'export {};\n');
  const { stderr, ...rest } = await startDev(directory);
  dev = rest;
  const built = (): number => stderr().split('built helpdesk').length - 1;
  const before = stderr();

  mkdirSync(join(directory, 'results'));
  for (const file of ['README.md', 'dev.log', 'notes.ts', 'results/report.json']) write(file, '{}');
  await setTimeout(1_500);
  const unrelated = stderr();
  write('words/index.ts', "export const word = 'changed';\n");
  await expect.poll(built, { timeout: 20_000 }).toBe(2);
  write('apis.ts', `import './missing.ts';\n${apis('first')}`);
  await expect.poll(stderr, { timeout: 20_000 }).toContain('goes on with the code from before');
  write('missing.ts', 'export {};\n');
  await expect.poll(built, { timeout: 20_000 }).toBe(3);

  expect(unrelated).toBe(before);
});

test('dev builds for sources of other packages, and one service while another is wrong', async () => {
  const shared = project(
    scratchProject({ 'package.json': '{ "type": "module" }', 'word.ts': "export const word = 'first';" }),
  );
  const helpdesk = project();
  const importing = (code: string): string =>
    `import { word } from '${join(shared.directory, 'word.ts')}';\n${code.replace("word: 'imported'", 'word')}`;
  helpdesk.write('apis.ts', importing(apis('imported')));
  const agents = project(
    scratchProject({
      ...serviceFiles('agents'),
      'bus.ts':
        "import { Api } from 'lambdabus';\nexport class AgentApi extends Api { static readonly meta = { name: 'agents.agent' } as const; async ask(): Promise<void> {} }\n",
    }),
  );
  const { stderr, endpoint, ...rest } = await startDev(helpdesk.directory, [
    'bus.ts',
    join(agents.directory, 'bus.ts'),
  ]);
  dev = rest;

  writeFileSync(join(agents.directory, 'bus.ts'), 'export {');
  await expect.poll(stderr, { timeout: 20_000 }).toContain('agents goes on with the code from before');
  shared.write('word.ts', "export const word = 'second';");
  await expect.poll(stderr, { timeout: 20_000 }).toContain('reloaded: 1 function changed');

  expect(await word(endpoint)).toBe('second');
});
