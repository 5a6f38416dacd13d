import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { awsClients } from '../../src/build/bundle/aws-clients.ts';
import { writeCaseService } from '../support/case-service.ts';
import { versionOf } from '../support/installed.ts';
import { startLocalEngine } from '../support/local-engine.ts';
import type { Row, Subject } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';

export const row: Row = {
  name: 'transport',
  title: 'The AWS SDK beside a signature by hand',
  note: 'What the client of Lambda costs a function that calls: the side file of the AWS SDK that a build puts beside its bundle, and the least that Invoke can be done with, 90 lines of SigV4 over Node’s HTTP client (bench/support/lean-lambda.ts). Each in a fresh process against the local engine: import and first call, then warm calls. Processor time is what a small function has little of: one of 256 MB has about a seventh of a core. What the lean one lacks is said in docs/performance.md.',
  rounds: 9,
  async prepare({ directory, size }) {
    const engine = await startLocalEngine(writeCaseService(join(directory, 'cases')));
    const count = String(size(300, 20));
    const sdk = join(directory, 'sdk');
    const lean = join(directory, 'lean');
    for (const folder of [sdk, lean]) mkdirSync(folder);
    const clients = await awsClients(directory);
    for (const [name, { content }] of clients.filesOf('lambda')) writeFileSync(join(sdk, name), content);
    await bundle({
      entryPoints: [join(root, 'bench/support/lean-lambda.ts')],
      outfile: join(lean, 'lambda.mjs'),
      bundle: true,
      minify: true,
      format: 'esm',
      platform: 'node',
    });

    const subject = (name: string, kind: string, folder: string): Subject => ({
      name,
      run: async () => {
        const script = join(root, 'bench/processes/transport.ts');
        const { stdout } = await runNode([script, kind, join(folder, 'lambda.mjs'), count], { cwd: directory });
        return { ...JSON.parse(stdout), bytes: bytesOf(folder) };
      },
    });
    const comparison = { subject: 'AWS SDK', beside: ['by hand'] } as const;
    return {
      subjects: [subject('AWS SDK', 'sdk', sdk), subject('by hand', 'lean', lean)],
      comparisons: [
        { measure: 'import of the client of Lambda', metric: 'importMs', unit: 'ms', ...comparison },
        { measure: 'import and first call', metric: 'firstMs', unit: 'ms', ...comparison },
        { measure: 'import and first call, processor time', metric: 'firstCpu', unit: 'ms', ...comparison },
        { measure: 'warm call', metric: 'warmMs', unit: 'ms', ...comparison },
        { measure: 'warm call, processor time', metric: 'warmCpu', unit: 'ms', ...comparison },
        { measure: 'files', metric: 'bytes', unit: 'bytes', ...comparison },
      ],
      versions: { '@aws-sdk/client-lambda': versionOf('@aws-sdk/client-lambda') },
      cleanup: engine.stop,
    };
  },
};

function bytesOf(folder: string): number {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
}
