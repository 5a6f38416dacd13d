import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'lambdabus/build';
import { atMostMore } from '../support/aim.ts';
import { bundleByNodejsFunction } from '../support/bundles.ts';
import { versionOf } from '../support/installed.ts';
import { writeQuickStart } from '../support/quick-start.ts';
import type { Row, Subject } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';

export const row: Row = {
  name: 'import-time',
  title: "Import of a procedure's bundle without client",
  note: "What a cold start spends on the function's own code: `import()` of the bundle in a fresh process each time, without Node's start. The procedure is the README's `get`, which neither calls nor fires. The empty handler is a file with one exported function: the least there can be. The hand-written handler does the same with zod and an SNSClient in its module. On Lambda everything takes longer in proportion, because a small function has a part of a core.",
  rounds: 25,
  async prepare({ directory }) {
    const { busModule, handWrittenGet } = writeQuickStart(directory);
    await build(busModule);
    const empty = join(directory, 'empty');
    mkdirSync(empty);
    writeFileSync(join(empty, 'index.mjs'), 'export const handler = async () => null;\n');
    const bundles = {
      lambdabus: join(directory, '.lambdabus/functions/support.case.get'),
      'an empty handler': empty,
      'NodejsFunction, zod, SDK inside': await bundleByNodejsFunction(handWrittenGet, {
        directory,
        outDir: join(directory, 'cdk.out'),
        bundleAwsSDK: true,
      }),
    };
    return {
      subjects: Object.entries(bundles).map(
        ([name, bundle]): Subject => ({
          name,
          async run() {
            const script = join(root, 'bench/processes/import-time.ts');
            const { stdout } = await runNode([script, join(bundle, 'index.mjs')], { cwd: directory });
            const measured: { readonly ms: number } = JSON.parse(stdout);
            return { ms: measured.ms };
          },
        }),
      ),
      comparisons: [
        {
          measure: "import of the README's get",
          metric: 'ms',
          unit: 'ms',
          subject: 'lambdabus',
          beside: ['an empty handler'],
          aim: atMostMore(3, 'ms'),
        },
        {
          measure: 'the same, beside a hand-written one',
          headline: 'import of `get` above, at cold start',
          metric: 'ms',
          unit: 'ms',
          subject: 'lambdabus',
          beside: ['NodejsFunction, zod, SDK inside'],
        },
      ],
      versions: { zod: versionOf('zod'), '@aws-sdk/client-sns': versionOf('@aws-sdk/client-sns') },
    };
  },
};
