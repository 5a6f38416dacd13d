import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ratio } from '../support/aim.ts';
import { type GeneratedService, writeGeneratedService } from '../support/generated-service.ts';
import { versionOf } from '../support/installed.ts';
import type { Comparison, Row, RowContext, Samples, Subject } from '../support/row.ts';
import { type NodeRun, root, runNode } from '../support/run-node.ts';

export const row: Row = {
  name: 'growth',
  title: 'Growth from 100 to 1,000 procedures',
  note: "A service of 1,000 procedures beside ten times what one of 100 takes. What does not grow, such as the start of Node and the reading of TypeScript's and CDK's own files, counts ten times on the side of the 100, memory most of all; so the rows show that nothing grows faster than the service, not how much a procedure costs. Memory is the peak of the Node process, without esbuild's own process. Synth is without CDK's template validation (CDK_VALIDATION=false); 1,000 procedures are spread over nested stacks, 100 stand in one.",
  timeoutMinutes: 15,
  async prepare(context) {
    const small = context.size(100, 2);
    const large = small * 10;
    const counted = [
      { name: 'large', procedures: large, times: 1 },
      { name: 'ten times the small', procedures: small, times: 10 },
    ];
    const subjects = await Promise.all(
      counted.flatMap(({ name, procedures, times }) => [
        buildSubject({ name: `build, ${name}`, procedures, times }, context),
        synthSubject({ name: `synth, ${name}`, procedures, times }, context),
      ]),
    );
    const comparisons = ['build', 'synth'].flatMap((step): readonly Comparison[] => {
      const name = `10 × ${small} procedures`;
      const of = { subject: `${step}, large`, aim: ratio(1.1) };
      const peer = (metric: string) => [{ name, subject: `${step}, ten times the small`, metric }];
      const measure = `${step} of ${large.toLocaleString('en')} procedures`;
      return [
        { measure, metric: 'ms', unit: 'ms', beside: peer('ms'), ...of },
        { measure: `${measure}, memory`, metric: 'MB', unit: 'MB', beside: peer('MB'), ...of },
      ];
    });
    return { subjects, comparisons, versions: { 'aws-cdk-lib': versionOf('aws-cdk-lib') } };
  },
};

interface Counted {
  readonly name: string;
  readonly procedures: number;
  /** What a run took is counted so often. */
  readonly times: number;
}

function buildSubject({ name, procedures, times }: Counted, { directory }: RowContext): Subject {
  return {
    name,
    async run() {
      const service = newService(join(directory, crypto.randomUUID()), procedures);
      const run = await build(service);
      rmSync(service.directory, { recursive: true });
      return samples(run, times);
    },
  };
}

async function synthSubject({ name, procedures, times }: Counted, { directory }: RowContext): Promise<Subject> {
  const service = newService(join(directory, name.replaceAll(' ', '-')), procedures);
  await build(service);
  const synth = (outDir: string, ...more: readonly string[]) =>
    runNode(
      [join(root, 'bench/processes/synth.ts'), join(service.directory, '.lambdabus/manifest.json'), outDir, ...more],
      {
        cwd: service.directory,
        env: { CDK_VALIDATION: 'false' },
      },
    );
  await synth(join(service.directory, 'recorded'), 'record');
  return {
    name,
    async run() {
      const outDir = join(service.directory, 'cdk.out');
      const run = await synth(outDir);
      rmSync(outDir, { recursive: true });
      return samples(run, times);
    },
  };
}

function newService(directory: string, procedures: number): GeneratedService {
  mkdirSync(directory);
  return writeGeneratedService(directory, { procedures, events: Math.ceil(procedures / 6), salt: crypto.randomUUID() });
}

function build({ busModule, directory }: GeneratedService): Promise<NodeRun> {
  return runNode([join(root, 'bench/processes/build.ts'), busModule], { cwd: directory });
}

function samples({ ms, stdout }: NodeRun, times: number): Samples {
  const { peakBytes }: { readonly peakBytes: number } = JSON.parse(stdout);
  return { ms: ms * times, MB: (peakBytes / 1e6) * times };
}
