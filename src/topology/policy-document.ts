import { BusError, isStage, splitMember } from '../definition/index.ts';
import type { Bundle } from '../manifest/index.ts';
import { eventTopicName } from './function-settings.ts';
import { procedureFunctionName } from './names.ts';

/** Where what a policy names is. */
export interface PolicyPlace {
  readonly stage: string;
  readonly region: string;
  /** 12 digits. */
  readonly account: string;
  /** @default that of the region */
  readonly partition?: string | undefined;
}

/** An IAM policy as AWS takes it. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: string;
    readonly Resource: readonly string[];
  }[];
}

/**
 * The policy that calls and fires need: exact ARNs, computed from names, so that nothing has to be deployed yet.
 * @throws BusError `DEFINITION_INVALID` for a stage that no deployment can have.
 */
export function policyDocument(
  targets: Pick<Bundle, 'calls' | 'fires'>,
  { stage, region, account, partition = partitionOf(region) }: PolicyPlace,
): PolicyDocument {
  if (!isStage(stage)) {
    throw new BusError(
      'DEFINITION_INVALID',
      `The stage "${stage}" does not match [a-z][a-z0-9]*. Give the stage of the deployment, such as "dev" or "prod".`,
    );
  }
  const invoke = targets.calls.map((call) => {
    const { api, member } = splitMember(call);
    return procedureFunctionName(stage, api, member);
  });
  const publish = targets.fires.map(({ event, fifo }) => eventTopicName(stage, event, fifo));
  const statement = (sid: string, action: string, resources: readonly string[]) =>
    resources.length === 0 ? [] : [{ Sid: sid, Effect: 'Allow', Action: action, Resource: resources } as const];
  return {
    Version: '2012-10-17',
    Statement: [
      ...statement(
        'Call',
        'lambda:InvokeFunction',
        invoke.map((name) => `arn:${partition}:lambda:${region}:${account}:function:${name}`),
      ),
      ...statement(
        'Fire',
        'sns:Publish',
        publish.map((name) => `arn:${partition}:sns:${region}:${account}:${name}`),
      ),
    ],
  };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
