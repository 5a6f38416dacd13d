import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ratio } from '../support/aim.ts';
import { type GeneratedService, writeGeneratedService } from '../support/generated-service.ts';
import { versionOf } from '../support/installed.ts';
import type { Comparison, Row, Samples, Subject } from '../support/row.ts';
import { type NodeRun, root, runNode } from '../support/run-node.ts';

export const row: Row = {
  name: 'growth',
  title: 'Growth from 100 to 1,000 procedures',
  note: "A service of 1,000 procedures beside ten times what one of 100 takes. What does not grow, such as the start of Node and the reading of TypeScript's and CDK's own files, counts ten times on the side of the 100, memory most of all; so that comparison alone flatters. The other one leaves it out: what each procedure from the 501st to the 1,000th adds, beside each from the 101st to the 500th. Memory is the peak of the Node process and, for a build, of the one that reads the types, without esbuild's own process. Synth is without CDK's template validation (CDK_VALIDATION=false); 100 procedures stand in one stack, more are spread over nested ones.",
  timeoutMinutes: 15,
  async prepare({ directory, size }) {
    const [small, middle, large] = size(100, 2) === 100 ? [100, 500, 1000] : [2, 10, 20];
    const sizes: Sizes = { small, middle, large };
    const services = new Map<number, GeneratedService>();
    for (const procedures of Object.values(sizes)) {
      const service = newService(join(directory, String(procedures)), procedures);
      await build(service);
      await synth(service, 'recorded', 'record');
      services.set(procedures, service);
    }
    const measures = {
      async build(procedures: number) {
        const service = newService(join(directory, crypto.randomUUID()), procedures);
        const run = await build(service);
        rmSync(service.directory, { recursive: true });
        return run;
      },
      async synth(procedures: number) {
        const service = services.get(procedures);
        if (service === undefined) throw new TypeError(`There is no service of ${procedures} procedures.`);
        const run = await synth(service, 'cdk.out');
        rmSync(join(service.directory, 'cdk.out'), { recursive: true });
        return run;
      },
    };
    return {
      subjects: Object.entries(measures).map(([name, run]) => subject(name, run, sizes)),
      comparisons: Object.keys(measures).flatMap((name) => comparisons(name, sizes)),
      isWarm: true,
      versions: { 'aws-cdk-lib': versionOf('aws-cdk-lib') },
    };
  },
};

interface Sizes {
  readonly small: number;
  readonly middle: number;
  readonly large: number;
}

/** Measures the three sizes in one round, upwards and downwards in turn. */
function subject(name: string, run: (procedures: number) => Promise<NodeRun>, sizes: Sizes): Subject {
  let round = 0;
  return {
    name,
    async run() {
      const order = Object.entries(sizes);
      round += 1;
      const runs = new Map<string, NodeRun>();
      for (const [size, procedures] of round % 2 === 0 ? order : order.toReversed())
        runs.set(size, await run(procedures));
      return {
        ...samples('ms', (size) => runs.get(size)?.ms, sizes),
        ...samples('MB', (size) => peakMB(runs.get(size)), sizes),
      };
    },
  };
}

function samples(unit: string, of: (size: string) => number | undefined, sizes: Sizes): Samples {
  const { small, middle, large } = sizes;
  const taken = (size: keyof Sizes) => of(size) ?? Number.NaN;
  return {
    [unit]: taken('large'),
    [`linear ${unit}`]: (taken('small') * large) / small,
    [`later ${unit}`]: (taken('large') - taken('middle')) / (large - middle),
    [`earlier ${unit}`]: (taken('middle') - taken('small')) / (middle - small),
  };
}

function comparisons(subject: string, { small, middle, large }: Sizes): readonly Comparison[] {
  return (['ms', 'MB'] as const).flatMap((unit): readonly Comparison[] => {
    const measure = `${subject} of ${large.toLocaleString('en')} procedures${unit === 'MB' ? ', memory' : ''}`;
    return [
      {
        measure,
        metric: unit,
        unit,
        subject,
        beside: [{ name: `${large / small} × ${small} procedures`, subject, metric: `linear ${unit}` }],
        aim: ratio(1.1),
      },
      ...(unit === 'ms'
        ? [
            {
              measure: `${subject}, each procedure after ${middle}`,
              metric: 'later ms',
              unit,
              subject,
              beside: [{ name: `each from ${small} to ${middle}`, subject, metric: 'earlier ms' }],
            },
          ]
        : []),
    ];
  });
}

function newService(directory: string, procedures: number): GeneratedService {
  mkdirSync(directory);
  return writeGeneratedService(directory, { procedures, events: Math.ceil(procedures / 6), salt: crypto.randomUUID() });
}

function build({ busModule, directory }: GeneratedService): Promise<NodeRun> {
  return runNode([join(root, 'bench/processes/build.ts'), busModule], { cwd: directory });
}

function synth({ directory }: GeneratedService, outDir: string, ...mode: readonly string[]): Promise<NodeRun> {
  const script = join(root, 'bench/processes/synth.ts');
  return runNode([script, join(directory, '.lambdabus/manifest.json'), join(directory, outDir), ...mode], {
    cwd: directory,
    env: { CDK_VALIDATION: 'false' },
  });
}

function peakMB(run: NodeRun | undefined): number {
  const { peakBytes }: { readonly peakBytes: number } = JSON.parse(run?.stdout ?? '{}');
  return peakBytes / 1e6;
}
