import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, either, ratio } from '../support/aim.ts';
import { type GeneratedService, writeGeneratedService } from '../support/generated-service.ts';
import type { Row } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';

export const row: Row = {
  name: 'rebuild',
  title: 'Rebuild of 200 procedures',
  note: 'Each run is `lambdabus build`, a process of its own: the time holds the start of Node. The full build has sources that no cache knows. The body that is changed is that of one method; its types stay. In one row it is a computation that has nothing to do with the bus, after which a new process reads no types; in the other it is a condition around a call of the bus, after which it reads all of them. `lambdabus dev` keeps its process from build to build: there the time is that of the build alone.',
  async prepare({ directory, size }) {
    const procedures = size(200, 6);
    let number = 0;
    const newService = (): GeneratedService => {
      number += 1;
      const service = join(directory, String(number));
      mkdirSync(service);
      return writeGeneratedService(service, { procedures, events: size(33, 1), salt: crypto.randomUUID() });
    };
    const build = ({ busModule }: GeneratedService) =>
      runNode([join(root, 'dist/src/cli/bin.js'), 'build', busModule], { cwd: directory });

    const known = newService();
    await build(known);
    const editKnown = bodyOf(known);

    const calling = newService();
    await build(calling);
    const editCalling = callingBodyOf(calling);

    const watched = newService();
    const watching = fork(join(root, 'bench/processes/watching.ts'), [watched.busModule], { cwd: directory });
    const buildWatched = async (): Promise<number> => {
      watching.send('build');
      const [ms] = await Promise.race([once(watching, 'message'), once(watching, 'exit')]);
      if (watching.exitCode !== null) throw new Error('The process that builds again and again ended.');
      return Number(ms);
    };
    await buildWatched();
    const editWatched = bodyOf(watched);

    return {
      subjects: [
        {
          name: 'full build',
          async run() {
            const service = newService();
            const { ms } = await build(service);
            rmSync(service.directory, { recursive: true });
            return { ms };
          },
        },
        {
          name: 'nothing changed',
          run: async () => ({ ms: (await build(known)).ms }),
        },
        {
          name: 'one body changed',
          async run() {
            const check = editKnown();
            const { ms } = await build(known);
            check();
            return { ms };
          },
        },
        {
          name: 'one body changed around a call',
          async run() {
            const check = editCalling();
            const { ms } = await build(calling);
            check();
            return { ms };
          },
        },
        {
          name: 'one body changed, in lambdabus dev',
          async run() {
            const check = editWatched();
            const ms = await buildWatched();
            check();
            return { ms };
          },
        },
      ],
      comparisons: [
        {
          measure: 'rebuild, nothing changed',
          headline: 'build of 200 procedures, nothing changed',
          metric: 'ms',
          unit: 'ms',
          subject: 'nothing changed',
          beside: ['full build'],
          aim: either(ratio(0.05), atMost(300, 'ms')),
        },
        {
          measure: 'rebuild, one body changed',
          headline: 'build of 200 procedures, one body changed',
          metric: 'ms',
          unit: 'ms',
          subject: 'one body changed',
          beside: ['full build'],
          aim: ratio(0.2),
        },
        {
          measure: 'rebuild, one body changed around a call',
          metric: 'ms',
          unit: 'ms',
          subject: 'one body changed around a call',
          beside: ['full build'],
          aim: ratio(0.2),
        },
        {
          measure: 'rebuild, one body changed, in `lambdabus dev`',
          headline: 'build of 200 procedures, one body changed in `lambdabus dev`',
          metric: 'ms',
          unit: 'ms',
          subject: 'one body changed, in lambdabus dev',
          beside: ['full build'],
          aim: ratio(0.2),
        },
      ],
      cleanup: () => void watching.kill(),
    };
  },
};

interface BodyEdit {
  /** The method. */
  readonly procedure: string;
  /** What stands in its body, and nowhere else in its module. */
  readonly found: string;
  /** What is to stand there, each time something else. */
  readonly put: (edits: number) => string;
  /** How its bundle shows that. */
  readonly shows: (edits: number, bundle: string) => boolean;
}

/** What edits the body of a service's method, each time to other code, and then checks that its bundle holds that. */
function editorOf({ apis, directory }: GeneratedService, { procedure, found, put, shows }: BodyEdit): () => () => void {
  const [api] = apis;
  if (api === undefined) throw new TypeError('There is no API to change.');
  const [before, after, ...others] = readFileSync(api.file, 'utf8').split(found);
  if (before === undefined || after === undefined || others.length > 0)
    throw new TypeError('There is no body to change.');
  let edits = 0;
  return () => {
    edits += 1;
    writeFileSync(api.file, `${before}${put(edits)}${after}`);
    return () => {
      const bundle = join(directory, '.lambdabus/functions', `${api.name}.${procedure}`, 'index.mjs');
      if (!shows(edits, readFileSync(bundle, 'utf8')))
        throw new TypeError('The rebuilt bundle does not hold the change.');
    };
  };
}

function bodyOf(service: GeneratedService): () => () => void {
  return editorOf(service, {
    procedure: 'list',
    found: '.slice(0, limit)',
    put: (edits) => `.slice(0, limit + ${edits})`,
    shows: (edits, bundle) => bundle.includes(`+${edits})`),
  });
}

function callingBodyOf(service: GeneratedService): () => () => void {
  return editorOf(service, {
    procedure: 'setStatus',
    found: ' === null) return false;',
    // Another text alone would not be another condition.
    put: (edits) => ` === null${" || id === 'edited'".repeat(edits)}) return false;`,
    shows: (edits, bundle) => bundle.split('edited').length === edits + 1,
  });
}
