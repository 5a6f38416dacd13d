import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdk } from '../support/cdk.ts';
import { startMiniStack } from '../support/ministack.ts';
import { type UsedTarget, useTarget } from './deployment-target.ts';
import { growingService } from './growing-service.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const fixture = fileURLToPath(new URL('fixtures/growing', import.meta.url));

describe('a service that is monitored, on MiniStack', () => {
  let target: UsedTarget;
  let directory: string;

  beforeAll(async () => {
    target = await useTarget(await startMiniStack());
    // Inside of the repository: what is deployed finds its packages as an application finds them.
    await mkdir(join(repository, '.emulator'), { recursive: true });
    directory = await mkdtemp(join(repository, '.emulator', 'monitoring-'));
    await cp(fixture, directory, { recursive: true });
    const sources = growingService([{ name: 'area', procedures: 2, events: 1 }], { hear: 'area.changed0' });
    for (const [file, text] of Object.entries(sources)) await writeFile(join(directory, 'service', file), text);
  });

  afterAll(async () => {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    await target?.release();
  });

  const run = (...args: readonly string[]) => cdk(args, { directory, environment: target.environment });

  it('is deployed without, then with its alarms, and destroyed', async () => {
    await run('deploy', '--all', '--require-approval', 'never');
    expect(await resources('Growing')).not.toHaveProperty('AWS::CloudFormation::Stack');

    await run('deploy', '--all', '--require-approval', 'never', '-c', 'monitoring=true');

    const [nested = ''] = (await resources('Growing'))['AWS::CloudFormation::Stack'] ?? [];
    const watching = await resources(nested);
    expect(watching['AWS::CloudWatch::Alarm']?.map((name) => name.replace(/^.*:alarm:/, '')).sort()).toEqual([
      'e2e-growing has errors',
      'e2e-growing may be throttled',
      'e2e-growing--failed is not empty',
      'e2e-growing--hear is late',
      'e2e-growing--hear--dlq is not empty',
      'e2e-growing--hear--undelivered is not empty',
    ]);
    expect(watching['AWS::Logs::MetricFilter']).toHaveLength(3);
    expect(watching['AWS::CloudWatch::Dashboard']).toEqual(['e2e-growing']);

    await run('destroy', '--all', '--force');
  });
});

/** The physical ids of a stack's resources, by type. */
async function resources(StackName: string): Promise<Readonly<Record<string, readonly string[]>>> {
  const { StackResourceSummaries = [] } = await new CloudFormationClient().send(
    new ListStackResourcesCommand({ StackName }),
  );
  const byType = Map.groupBy(StackResourceSummaries, ({ ResourceType }) => ResourceType ?? '');
  return Object.fromEntries(
    [...byType].map(([type, found]) => [type, found.map(({ PhysicalResourceId }) => PhysicalResourceId ?? '')]),
  );
}
