import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ratio, timesLess } from './aim.ts';
import { type GeneratedService, writeGeneratedService } from './generated-service.ts';
import { writeHandWritten } from './hand-written-service.ts';
import { versionOf } from './installed.ts';
import type { Row, Subject } from './row.ts';
import { root, runNode } from './run-node.ts';

/** A row that measures full builds. */
export interface BuildRow extends Pick<Row, 'name' | 'title' | 'note'> {
  /** The measure's name, after the number of procedures: `procedures`. */
  readonly what: string;
  /** Whether each procedure reads DynamoDB; then all bundle the AWS SDK. */
  readonly database: boolean;
}

const compilers = { 'TypeScript 6': 'typescript-checker/lib/tsc.js', 'TypeScript 7': 'typescript/bin/tsc' };

/** Makes a row that builds 200 procedures, beside NodejsFunction, beside esbuild alone, and beside esbuild after `tsc`. */
export function buildRow({ what, database, ...row }: BuildRow): Row {
  return {
    ...row,
    timeoutMinutes: 20,
    async prepare({ directory, size }) {
      const procedures = size(200, 6);
      let number = 0;
      /** A service with new bytes, so that nothing is known of it. */
      const newService = () => {
        number += 1;
        const service = join(directory, String(number));
        mkdirSync(service);
        return writeGeneratedService(service, {
          procedures,
          events: size(33, 1),
          database,
          salt: crypto.randomUUID(),
        });
      };
      const expectFiles = (found: number): void => {
        if (found !== procedures) throw new TypeError(`${found} bundles were made of ${procedures} procedures.`);
      };
      const bundleBare = async (service: GeneratedService): Promise<number> => {
        const request = join(service.directory, 'service.json');
        const outDir = join(service.directory, 'out');
        writeFileSync(request, JSON.stringify(service));
        const script = join(root, 'bench/processes/bare-bundler.ts');
        const { ms } = await runNode([script, request, outDir, ...(database ? ['sdk-inside'] : [])], {
          cwd: directory,
        });
        expectFiles(readdirSync(outDir).length);
        return ms;
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
              const ms = await bundleBare(service);
              rmSync(service.directory, { recursive: true });
              return { ms };
            },
          },
          ...Object.entries(compilers).map(
            ([name, compiler]): Subject => ({
              name: `tsc --noEmit and esbuild, ${name}`,
              async run() {
                const service = newService();
                const check = [join(root, 'node_modules', compiler), '-p', service.directory];
                const { ms } = await runNode(check, { cwd: service.directory });
                const bundling = await bundleBare(service);
                rmSync(service.directory, { recursive: true });
                return { ms: ms + bundling };
              },
            }),
          ),
          {
            name: 'NodejsFunction',
            maxRounds: 2,
            async run() {
              const service = newService();
              const request = join(service.directory, 'request.json');
              const outDir = join(service.directory, 'cdk.out');
              const handlers = writeHandWritten(service, database);
              writeFileSync(
                request,
                JSON.stringify({ directory: service.directory, handlers, outDir, bundleAwsSDK: database }),
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
            measure: `build of ${procedures} ${what}`,
            headline: `build of ${procedures} procedures${database ? ' that read DynamoDB' : ''}`,
            metric: 'ms',
            unit: 'ms',
            subject: 'lambdabus',
            beside: ['NodejsFunction'],
            aim: timesLess(50),
          },
          {
            measure: 'the same build, beside only bundling',
            headline: 'the same, beside one that only bundles',
            metric: 'ms',
            unit: 'ms',
            subject: 'lambdabus',
            beside: ['one bare esbuild run'],
            aim: ratio(1.5),
          },
          ...Object.keys(compilers).map((name) => ({
            measure: `the same, beside checking and bundling, ${name}`,
            metric: 'ms',
            unit: 'ms' as const,
            subject: 'lambdabus',
            beside: [`tsc --noEmit and esbuild, ${name}`],
          })),
        ],
        versions: {
          esbuild: versionOf('esbuild'),
          'TypeScript 6': versionOf('typescript-checker'),
          'TypeScript 7': versionOf('typescript'),
          'aws-cdk-lib': versionOf('aws-cdk-lib'),
          zod: versionOf('zod'),
          '@aws-sdk/client-dynamodb': versionOf('@aws-sdk/client-dynamodb'),
        },
      };
    },
  };
}
