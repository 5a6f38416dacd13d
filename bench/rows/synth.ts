import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { build } from 'lambdabus/build';
import { ratio } from '../support/aim.ts';
import { writeGeneratedService } from '../support/generated-service.ts';
import { versionOf } from '../support/installed.ts';
import type { Row, Subject } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';
import { resourceCounts } from '../support/templates.ts';

export const row: Row = {
  name: 'synth',
  title: 'Synth of 200 procedures, 50 events and 50 listeners',
  note: "Whole processes that make the templates from bundles that are there already, without CDK's template validation (CDK_VALIDATION=false), which looks at the templates of both alike. The hand-written stack has the same number of resources of every type, which the row checks: L2 constructs, a role with an inline policy for each function, a queue with two dead-letter queues for each listener, in nested stacks. It hashes each bundle as CDK does by default; lambdabus hands over the hash that its build knows, and reads its manifest and its placement file.",
  async prepare({ directory, size }) {
    const procedures = size(200, 12);
    const events = size(50, 3);
    const listeners = size(50, 3);
    const service = writeGeneratedService(newDirectory(directory, 'service'), { procedures, events, listeners });
    await build(service.busModule);
    const request = join(directory, 'service.json');
    writeFileSync(request, JSON.stringify(service));
    const manifest = join(service.directory, '.lambdabus/manifest.json');
    const synth = (script: string, ...args: readonly string[]) =>
      runNode([join(root, 'bench/processes', script), ...args], {
        cwd: service.directory,
        env: { CDK_VALIDATION: 'false' },
      });

    await synth('synth.ts', manifest, join(directory, 'ours'), 'record');
    await synth('hand-written-cdk.ts', request, join(directory, 'theirs'));
    const [ours, theirs] = [resourceCounts(join(directory, 'ours')), resourceCounts(join(directory, 'theirs'))];
    if (!isDeepStrictEqual(ours, theirs)) {
      throw new TypeError(`Not the same resources: ${JSON.stringify({ ours, theirs }, null, 2)}`);
    }
    const resources = Object.values(ours).reduce((sum, count) => sum + count, 0);

    const subject = (name: string, script: string, input: string): Subject => ({
      name,
      async run() {
        const outDir = join(directory, 'cdk.out');
        const { ms } = await synth(script, input, outDir);
        rmSync(outDir, { recursive: true });
        return { ms };
      },
    });
    return {
      subjects: [
        subject('lambdabus', 'synth.ts', manifest),
        subject('hand-written CDK', 'hand-written-cdk.ts', request),
      ],
      comparisons: [
        {
          measure: `synth of ${resources.toLocaleString('en')} resources`,
          headline: `\`cdk synth\` of ${resources.toLocaleString('en')} resources`,
          metric: 'ms',
          unit: 'ms',
          subject: 'lambdabus',
          beside: ['hand-written CDK'],
          aim: ratio(1.15),
        },
      ],
      isWarm: true,
      versions: { 'aws-cdk-lib': versionOf('aws-cdk-lib') },
    };
  },
};

function newDirectory(parent: string, name: string): string {
  const directory = join(parent, name);
  mkdirSync(directory);
  return directory;
}
