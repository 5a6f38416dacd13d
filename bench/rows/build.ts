import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ratio, timesLess } from '../support/aim.ts';
import { writeGeneratedService } from '../support/generated-service.ts';
import { writeHandWritten } from '../support/hand-written-service.ts';
import { versionOf } from '../support/installed.ts';
import type { Row } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';

export const row: Row = {
  name: 'build',
  title: 'Build of 200 procedures',
  note: "Each run is a process of its own with sources that no cache knows. lambdabus loads the bus module, checks the types, makes schemas, validators and the manifest, bundles and finds what each function calls. NodejsFunction bundles handlers that do the same by hand with zod schemas and LambdaClient, minified, the AWS SDK left to the runtime as is its default, and neither checks types nor makes a template here. The bare run is one call of esbuild over the same API classes with the same settings: it only bundles. The AWS SDK's side files, which lambdabus makes once after an update of the SDK, are there already.",
  timeoutMinutes: 15,
  async prepare({ directory, size }) {
    const procedures = size(200, 6);
    let number = 0;
    /** A service with new bytes, so that nothing is known of it. */
    const newService = () => {
      number += 1;
      const service = join(directory, String(number));
      mkdirSync(service);
      return writeGeneratedService(service, { procedures, events: size(33, 1), salt: crypto.randomUUID() });
    };
    const expectFiles = (found: number): void => {
      if (found !== procedures) throw new TypeError(`${found} bundles were made of ${procedures} procedures.`);
    };
    // Makes the side files of the AWS SDK.
    await runNode([join(root, 'bench/processes/build.ts'), newService().busModule], { cwd: directory });

    return {
      subjects: [
        {
          name: 'lambdabus',
          async run() {
            const service = newService();
            const { ms } = await runNode([join(root, 'bench/processes/build.ts'), service.busModule], {
              cwd: directory,
            });
            expectFiles(readdirSync(join(service.directory, '.lambdabus/functions')).length);
            rmSync(service.directory, { recursive: true });
            return { ms };
          },
        },
        {
          name: 'one bare esbuild run',
          async run() {
            const service = newService();
            const request = join(service.directory, 'service.json');
            const outDir = join(service.directory, 'out');
            writeFileSync(request, JSON.stringify(service));
            const { ms } = await runNode([join(root, 'bench/processes/bare-bundler.ts'), request, outDir], {
              cwd: directory,
            });
            expectFiles(readdirSync(outDir).length);
            rmSync(service.directory, { recursive: true });
            return { ms };
          },
        },
        {
          name: 'NodejsFunction',
          maxRounds: 2,
          async run() {
            const service = newService();
            const request = join(service.directory, 'request.json');
            const outDir = join(service.directory, 'cdk.out');
            const handlers = writeHandWritten(service);
            writeFileSync(
              request,
              JSON.stringify({ directory: service.directory, handlers, outDir, bundleAwsSDK: false }),
            );
            const { ms } = await runNode([join(root, 'bench/processes/nodejs-functions.ts'), request], {
              cwd: service.directory,
            });
            // Handlers that come to the same bytes share one; a failure to bundle one fails the process.
            if (!readdirSync(outDir).some((file) => file.startsWith('asset.')))
              throw new TypeError('No bundle was made.');
            rmSync(service.directory, { recursive: true });
            return { ms };
          },
        },
      ],
      comparisons: [
        {
          measure: `build of ${procedures} procedures`,
          metric: 'ms',
          unit: 'ms',
          subject: 'lambdabus',
          beside: ['NodejsFunction'],
          aim: timesLess(50),
        },
        {
          measure: 'the same build, beside only bundling',
          metric: 'ms',
          unit: 'ms',
          subject: 'lambdabus',
          beside: ['one bare esbuild run'],
          aim: ratio(1.5),
        },
      ],
      versions: { esbuild: versionOf('esbuild'), 'aws-cdk-lib': versionOf('aws-cdk-lib'), zod: versionOf('zod') },
    };
  },
};
