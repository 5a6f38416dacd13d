import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  CloudFormationClient,
  GetTemplateCommand,
  paginateDescribeStackEvents,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { createBus } from 'lambdabus';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cdk } from '../support/cdk.ts';
import { startMiniStack } from '../support/ministack.ts';
import { account, type UsedTarget, useTarget } from './deployment-target.ts';
import { growingService } from './growing-service.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const fixture = fileURLToPath(new URL('fixtures/growing', import.meta.url));
const stage = 'e2e';

// 90 procedures, 10 events, 5 listeners and the queue of failures with its policy: 4 × 90 + 2 × 10 + 11 × 5 + 2 = 437.
const first = {
  apis: Array.from({ length: 9 }, (_, index) => ({
    name: `area${index}`,
    procedures: 10,
    events: index === 0 ? 10 : 0,
  })),
  listeners: Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`hear${index}`, `area0.changed${index}`])),
};
// What is added stands before what there was: 4 × 6 + 2 × 1 + 11 = 37.
const second = {
  apis: [{ name: 'added', procedures: 6, events: 1 }, ...first.apis],
  listeners: { added: 'area0.changed9', ...first.listeners },
};

/** A resource of a deployed stack. */
interface DeployedResource {
  readonly stack: string;
  readonly type: string | undefined;
  readonly physicalId: string | undefined;
}

describe('a service of 437 resources that grows beyond one stack, on MiniStack', () => {
  let target: UsedTarget;
  let directory: string;

  beforeAll(async () => {
    target = await useTarget(await startMiniStack());
    // Inside of the repository: what is deployed finds its packages as an application finds them.
    await mkdir(join(repository, '.emulator'), { recursive: true });
    directory = await mkdtemp(join(repository, '.emulator', 'growing-'));
    await cp(fixture, directory, { recursive: true });
  });

  afterAll(async () => {
    if (directory !== undefined) await rm(directory, { recursive: true, force: true });
    await target?.release();
  });

  const run = (...args: readonly string[]) => cdk(args, { directory, environment: target.environment });
  const write = async ({ apis, listeners }: typeof first) => {
    for (const [file, text] of Object.entries(growingService(apis, listeners))) {
      await writeFile(join(directory, 'service', file), text);
    }
  };

  it('replaces and moves nothing', async () => {
    await write(first);
    await run('synth', '--quiet', '-c', 'lambdabus:placement=update');
    await run('deploy', '--all', '--require-approval', 'never');
    const before = await deployedResources('Growing');
    const timesBefore = await queueCreationTimes();
    const templateBefore = await deployedTemplate('Growing');
    expect(before.size).toBe(437);

    await write(second);
    await expect(run('synth', '--quiet')).rejects.toThrow(/does not say in which stack to put event added\.changed0/);
    await run('synth', '--quiet', '-c', 'lambdabus:placement=update');
    const deployedAt = Date.now();
    await run('deploy', '--all', '--require-approval', 'never');

    const after = await deployedResources('Growing');
    const timesAfter = await queueCreationTimes();
    const changes = await changesSince(deployedAt);
    // 37 more, and the nested stack itself.
    expect(after.size).toBe(437 + 37 + 1);
    expect(Object.fromEntries(after)).toMatchObject(Object.fromEntries(before));
    expect(timesAfter).toMatchObject(timesBefore);
    // The emulator updates every resource of a stack in place, also what did not change; what AWS would do is said by
    // the templates.
    expect(changes.filter((change) => change.startsWith('DELETE'))).toEqual([]);
    expect(changes.filter((change) => change.includes('COMPLETE')).length).toBeGreaterThan(437);
    expect(await deployedTemplate('Growing')).toMatchObject(templateBefore);
    const placed = JSON.parse(await readFile(join(directory, 'lambdabus.placement.json'), 'utf8')).services.growing;
    expect(placed.root).toContain('added.changed0');
    expect(placed['functions-1']).toContain('added');
  });

  it('answers calls from both stacks', async () => {
    const bus = createBus({ stage, account });

    await expect(bus.$client.call('area0.get0', { id: '1' })).resolves.toBe('area0.get0 1');
    await expect(bus.$client.call('added.get5', { id: '2' })).resolves.toBe('added.get5 2');
  });

  it('is destroyed', async () => {
    await run('destroy', '--all', '--force');

    expect(await queueCreationTimes()).toEqual({});
  });
});

/** The resources of a stack and of its nested stacks, by their stack and logical id. */
async function deployedResources(stackName: string, stack = 'root'): Promise<ReadonlyMap<string, DeployedResource>> {
  const client = new CloudFormationClient();
  const found = new Map<string, DeployedResource>();
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: stackName },
  )) {
    for (const { LogicalResourceId, ResourceType, PhysicalResourceId } of StackResourceSummaries) {
      found.set(`${stack}/${LogicalResourceId}`, { stack, type: ResourceType, physicalId: PhysicalResourceId });
      if (ResourceType !== 'AWS::CloudFormation::Stack' || PhysicalResourceId === undefined) continue;
      for (const [id, resource] of await deployedResources(PhysicalResourceId, LogicalResourceId)) {
        found.set(id, resource);
      }
    }
  }
  return found;
}

/** When each queue was made, in epoch seconds. */
async function queueCreationTimes(): Promise<Readonly<Record<string, string | undefined>>> {
  const times: Record<string, string | undefined> = {};
  const client = new SQSClient({ useQueueUrlAsEndpoint: false });
  for await (const { QueueUrls = [] } of paginateListQueues({ client }, {})) {
    for (const QueueUrl of QueueUrls) {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['CreatedTimestamp'] }),
      );
      times[QueueUrl] = Attributes?.['CreatedTimestamp'];
    }
  }
  return times;
}

/**
 * The resources of a deployed template. Left out are CDK's own note of the constructs that are used, and the functions of
 * listeners, whose bundles may change with the bus module.
 */
async function deployedTemplate(StackName: string): Promise<Readonly<Record<string, unknown>>> {
  const { TemplateBody = '{}' } = await new CloudFormationClient().send(new GetTemplateCommand({ StackName }));
  const { Resources }: { Resources: Record<string, { Type: string }> } = JSON.parse(TemplateBody);
  return Object.fromEntries(
    Object.entries(Resources).filter(
      ([id, { Type }]) => Type !== 'AWS::CDK::Metadata' && !(Type === 'AWS::Lambda::Function' && id.includes('hear')),
    ),
  );
}

/** What CloudFormation did to resources other than the stack itself. */
async function changesSince(epochMs: number): Promise<readonly string[]> {
  const changes: string[] = [];
  const pages = paginateDescribeStackEvents({ client: new CloudFormationClient() }, { StackName: 'Growing' });
  for await (const { StackEvents = [] } of pages) {
    for (const { Timestamp, ResourceType, ResourceStatus, LogicalResourceId } of StackEvents) {
      const isNew = Timestamp !== undefined && Timestamp.getTime() >= epochMs;
      if (isNew && ResourceType !== 'AWS::CloudFormation::Stack') {
        changes.push(`${ResourceStatus} ${LogicalResourceId}`);
      }
    }
  }
  return changes;
}
