import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { readExplanation } from '../../../src/build/report/explanation.ts';
import type { Manifest } from '../../../src/manifest/index.ts';
import { writeService } from '../build/temporary-service.ts';
import { generateBus } from './generated-bus.ts';
import { allowed, functionsIn, type RecordingAws, shareAwsClients, startRecordingAws } from './recorded-functions.ts';

describe('a bus of 60 functions', () => {
  const generated = generateBus();
  let aws: RecordingAws;
  let manifest: Manifest;
  let root: string;
  let remove: () => void = () => {};

  beforeAll(async () => {
    ({ root, remove } = writeService(generated.files));
    manifest = await build(join(root, 'bus.ts'), { service: 'generated', onOutput: () => {} });
    shareAwsClients(join(root, '.lambdabus'));
    aws = await startRecordingAws('generated');
  });
  afterAll(async () => {
    await aws?.close();
    remove();
  });

  it('allows each function exactly what it calls and fires when every branch is driven', async () => {
    const functions = functionsIn(manifest, join(root, '.lambdabus'));
    const recorded: Record<string, unknown> = {};
    for (const { name, run } of functions) {
      for (let branch = 0; branch < generated.branches; branch += 1) await run(branch);
      recorded[name] = aws.take();
    }

    expect(functions).toHaveLength(60);
    expect(Object.fromEntries(functions.map(({ name, bundle }) => [name, allowed(bundle)]))).toEqual(recorded);
  }, 120_000);

  it('explains each target by the way from the function to it', () => {
    const explained = readExplanation(join(root, '.lambdabus'))?.functions ?? [];

    for (const { name, targets } of explained) {
      for (const { target, chain } of targets) {
        expect(chain.at(-1), `${name} → ${target}`).toMatchObject({
          what: target,
          position: { line: expect.any(Number) },
        });
      }
    }
    expect(explained.find(({ name }) => name === 'api.a1.do5')?.targets[0]?.chain.map(({ what }) => what)).toEqual([
      'Api1.do5',
      'first5',
      'second5',
      'third5',
      expect.stringMatching(/^target\./),
    ]);
  });
});
