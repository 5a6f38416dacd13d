import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, either, ratio } from '../support/aim.ts';
import { type GeneratedService, writeGeneratedService } from '../support/generated-service.ts';
import type { Row } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';

export const row: Row = {
  name: 'rebuild',
  title: 'Rebuild of 200 procedures',
  note: 'Each run is a process of its own, as `cdk synth` or `lambdabus build` is: the time holds the start of Node. The full build has sources that no cache knows. The body that is changed is that of one method; its types stay.',
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
      runNode([join(root, 'bench/processes/build.ts'), busModule], { cwd: directory });

    const known = newService();
    await build(known);
    const changed = known.apis[0]?.file ?? '';
    const text = readFileSync(changed, 'utf8');
    const [before, after, ...others] = text.split('.slice(0, limit)');
    if (before === undefined || after === undefined || others.length > 0)
      throw new TypeError('There is no body to change.');
    let edits = 0;

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
            edits += 1;
            writeFileSync(changed, `${before}.slice(0, limit + ${edits})${after}`);
            const { ms } = await build(known);
            const bundle = readFileSync(
              join(known.directory, '.lambdabus/functions', `${known.apis[0]?.name}.list`, 'index.mjs'),
              'utf8',
            );
            if (!bundle.includes(`+${edits})`)) throw new TypeError('The rebuilt bundle does not hold the change.');
            return { ms };
          },
        },
      ],
      comparisons: [
        {
          measure: 'rebuild, nothing changed',
          metric: 'ms',
          unit: 'ms',
          subject: 'nothing changed',
          beside: ['full build'],
          aim: either(ratio(0.05), atMost(300, 'ms')),
        },
        {
          measure: 'rebuild, one body changed',
          metric: 'ms',
          unit: 'ms',
          subject: 'one body changed',
          beside: ['full build'],
          aim: ratio(0.2),
        },
      ],
    };
  },
};
