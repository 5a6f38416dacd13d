import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'lambdabus/build';
import { timesLess } from '../support/aim.ts';
import { bundleByNodejsFunction, bundleBytes } from '../support/bundles.ts';
import { versionOf } from '../support/installed.ts';
import { writeHandWrittenExampleGet, writeQuickStart } from '../support/quick-start.ts';
import type { Row, Subject } from '../support/row.ts';
import { root } from '../support/run-node.ts';

export const row: Row = {
  name: 'bundle-size',
  title: "Bundle of the example's get",
  note: 'Bytes of all files that are deployed for the function, minified on both sides; measured once, because they do not vary. The peer is a handler in a module of cases with zod schemas and an SNSClient, bundled by NodejsFunction as ESM (smaller than its default), once with the AWS SDK inside and once with the SDK left to the Lambda runtime, where no bytes are deployed but cold starts load it all the same. The `get` of examples/support reads DynamoDB: its client is user code, which both bundle.',
  rounds: 'once',
  async prepare({ directory }) {
    const quickStart = newDirectory(directory, 'quick-start');
    const example = newDirectory(directory, 'example');
    const { busModule, handWrittenGet } = writeQuickStart(quickStart);
    const exampleGet = writeHandWrittenExampleGet(example);
    const exampleOut = join(directory, 'example-bus');
    await build(busModule);
    await build(join(root, 'examples/support/bus.ts'), { outDir: exampleOut });

    const deployed = {
      lambdabus: join(quickStart, '.lambdabus/functions/support.case.get'),
      'NodejsFunction, zod, SDK inside': await bundleByNodejsFunction(handWrittenGet, {
        directory: quickStart,
        outDir: join(quickStart, 'sdk-inside'),
        bundleAwsSDK: true,
      }),
      'NodejsFunction, zod, SDK of the runtime': await bundleByNodejsFunction(handWrittenGet, {
        directory: quickStart,
        outDir: join(quickStart, 'sdk-outside'),
        bundleAwsSDK: false,
      }),
      'lambdabus, DynamoDB': join(exampleOut, 'functions/support.case.get'),
      'NodejsFunction, zod, DynamoDB, SDK inside': await bundleByNodejsFunction(exampleGet, {
        directory: example,
        outDir: join(example, 'sdk-inside'),
        bundleAwsSDK: true,
      }),
    };
    return {
      subjects: Object.entries(deployed).map(
        ([name, folder]): Subject => ({ name, run: () => ({ bytes: bundleBytes(folder) }) }),
      ),
      comparisons: [
        {
          measure: "bundle of the README's get",
          headline: 'bundle of `get` above',
          metric: 'bytes',
          unit: 'bytes',
          subject: 'lambdabus',
          beside: ['NodejsFunction, zod, SDK inside'],
          aim: timesLess(10),
        },
        {
          measure: 'the same, SDK not deployed',
          metric: 'bytes',
          unit: 'bytes',
          subject: 'lambdabus',
          beside: ['NodejsFunction, zod, SDK of the runtime'],
        },
        {
          measure: 'bundle of the get of examples/support',
          metric: 'bytes',
          unit: 'bytes',
          subject: 'lambdabus, DynamoDB',
          beside: ['NodejsFunction, zod, DynamoDB, SDK inside'],
        },
      ],
      versions: { zod: versionOf('zod'), '@aws-sdk/client-sns': versionOf('@aws-sdk/client-sns') },
    };
  },
};

function newDirectory(parent: string, name: string): string {
  const directory = join(parent, name);
  mkdirSync(directory);
  return directory;
}
