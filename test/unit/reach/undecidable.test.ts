import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { type FunctionExplanation, readExplanation } from '../../../src/build/report/explanation.ts';
import type { Manifest } from '../../../src/manifest/index.ts';
import { writeService } from '../build/temporary-service.ts';
import {
  allowed,
  functionsIn,
  type Recorded,
  type RecordingAws,
  shareAwsClients,
  startRecordingAws,
} from './recorded-functions.ts';
import { callsOf, undecidableShapes } from './undecidable-shapes.ts';

const names = Object.keys(undecidableShapes);

const shapeOf = (name: string) => {
  const shape = undecidableShapes[name]?.(callsOf(name), name);
  if (shape === undefined) throw new Error(`There is no shape ${name}.`);
  return shape;
};

function sources(): Readonly<Record<string, string>> {
  const targets = (side: string) => `export class Target_${side} extends Api {
  static readonly meta = { name: 'target.${side}' } as const;
  ${names.map((name) => `async ${name}(): Promise<void> {}`).join('\n  ')}
}
`;
  return {
    'targets.ts': `import { Api } from 'lambdabus';\n${targets('a')}${targets('b')}`,
    'the-bus.ts': `import { createBus } from 'lambdabus';\nimport type * as targets from './targets.ts';\nexport const bus = createBus<typeof targets>();\n`,
    'bus.ts': names.map((name) => `export { Api_${name} } from './${name}.ts';`).join('\n'),
    'node_modules/compiled/package.json':
      '{ "name": "compiled", "type": "module", "exports": { "types": "./index.d.ts", "default": "./index.js" } }',
    'node_modules/compiled/index.js': `const kept = [];
export const keep = (work) => void kept.push(work);
export const run = (work) => work();
export const start = (plugin) => plugin.onStart();
export const log = (logger) => logger.info();
`,
    'node_modules/compiled/index.d.ts': `export declare function keep(work: () => Promise<void>): void;
export declare function run(work: () => Promise<void>): Promise<void>;
export declare function start(plugin: object): Promise<void>;
export interface Logger { info(): Promise<void>; debug(): Promise<void> }
export declare function log(logger: Logger): Promise<void>;
`,
    ...Object.fromEntries(
      names.flatMap((name) => {
        const { body, before = '', members = '', base = 'Api', files = {} } = shapeOf(name);
        const api = `import { Api } from 'lambdabus';
import { bus } from './the-bus.ts';
${before}
export class Api_${name} extends ${base} {
  static readonly meta = { name: 'shape.${name}' } as const;
  ${members}
  async run({ branch }: { branch: number }): Promise<void> {
    void bus;
    ${body}
  }
}
`;
        return [[`${name}.ts`, api], ...Object.entries(files)];
      }),
    ),
  };
}

describe('code whose calls cannot be told without running it', () => {
  let aws: RecordingAws;
  let manifest: Manifest;
  let root: string;
  let explained: readonly FunctionExplanation[] = [];
  let remove: () => void = () => {};

  beforeAll(async () => {
    ({ root, remove } = writeService(sources()));
    manifest = await build(join(root, 'bus.ts'), { service: 'shapes', onOutput: () => {}, onWarning: () => {} });
    explained = readExplanation(join(root, '.lambdabus'))?.functions ?? [];
    shareAwsClients(join(root, '.lambdabus'));
    aws = await startRecordingAws('shapes');
  });
  afterAll(async () => {
    await aws?.close();
    remove();
  });

  const runOf = async (name: string): Promise<{ role: Recorded; recorded: Recorded; why: FunctionExplanation }> => {
    const found = functionsIn(manifest, join(root, '.lambdabus')).find((made) => made.name === `shape.${name}.run`);
    const why = explained.find((made) => made.name === `shape.${name}.run`);
    if (found === undefined || why === undefined) throw new Error(`There is no function of ${name}.`);
    await found.run(0);
    return { role: allowed(found.bundle), recorded: aws.take(), why };
  };

  it('is tried in more than twenty shapes', () => {
    expect(names.length).toBeGreaterThan(20);
  });

  it.each(names)('is allowed what it calls, and each surplus is named: %s', async (name) => {
    const { hasSurplus } = shapeOf(name);
    const { role, recorded, why } = await runOf(name);

    expect(recorded.invoked).toEqual([`rec-target-a-${name}`]);
    expect(role.invoked).toContain(`rec-target-a-${name}`);
    // Nothing of the other shapes, and no more than what its own code may call.
    expect([`rec-target-a-${name}`, `rec-target-b-${name}`]).toEqual(expect.arrayContaining([...role.invoked]));
    const surplus = why.targets.filter(({ target }) => target === `target.b.${name}`);
    if (hasSurplus) {
      expect(surplus).toMatchObject([{ because: 'assumed' }]);
      expect(why.notes.flatMap(({ surplus: listed = [] }) => listed)).toContain(`target.b.${name}`);
    }
  });
});
