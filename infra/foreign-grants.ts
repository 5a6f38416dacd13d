import { Aws } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BusError, isStage, splitMember } from '../src/definition/index.ts';
import { procedureFunctionName, topicName } from '../src/topology/names.ts';

/** Where a service is deployed that this app does not hold. */
export interface ForeignService {
  /** The stage, such as `prod`. */
  readonly stage: string;
  /** @default the account of the grantee's stack */
  readonly account?: string | undefined;
  /** @default the region of the grantee's stack */
  readonly region?: string | undefined;
  /** @default the partition of the grantee's stack */
  readonly partition?: string | undefined;
}

/** A procedure of a service that this app does not hold. */
export interface ForeignProcedure extends ForeignService {
  /** The dotted name, such as `support.case.get`. */
  readonly procedure: string;
}

/** An event of a service that this app does not hold. */
export interface ForeignEvent extends ForeignService {
  /** The dotted name, such as `support.case.caseCreated`. */
  readonly event: string;
  /**
   * Whether the event is FIFO.
   * @default false
   */
  readonly fifo?: boolean | undefined;
  /**
   * The ARN of the customer key that encrypts its topic.
   * @default none
   */
  readonly encryptionKeyArn?: string | undefined;
}

/** Lets someone call a procedure by its name. */
export function grantForeignCall(grantee: IGrantable, { procedure, ...service }: ForeignProcedure): Grant {
  const { api, member } = split(procedure, 'procedure');
  assertStage(service);
  const name = procedureFunctionName(service.stage, api, member);
  return Grant.addToPrincipal({
    grantee,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [arn('lambda', service, `function:${name}`)],
  });
}

/** Lets someone fire an event by its name. */
export function grantForeignFire(
  grantee: IGrantable,
  { event, fifo = false, encryptionKeyArn, ...service }: ForeignEvent,
): Grant {
  const { api, member } = split(event, 'event');
  assertStage(service);
  const grant = Grant.addToPrincipal({
    grantee,
    actions: ['sns:Publish'],
    resourceArns: [arn('sns', service, topicName(service.stage, api, member, fifo))],
  });
  if (encryptionKeyArn === undefined) return grant;
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey*'];
  return grant.combine(Grant.addToPrincipal({ grantee, actions, resourceArns: [encryptionKeyArn] }));
}

/** A grantee may be in no stack, so what is not said is left to the one that the policy is rendered in. */
function arn(service: string, { account, region, partition }: ForeignService, resource: string): string {
  return `arn:${partition ?? Aws.PARTITION}:${service}:${region ?? Aws.REGION}:${account ?? Aws.ACCOUNT_ID}:${resource}`;
}

function split(name: string, what: string): { readonly api: string; readonly member: string } {
  if (/^[a-z]\w*(\.[a-z]\w*)+$/.test(name)) return splitMember(name);
  throw new BusError(
    'DEFINITION_INVALID',
    `"${name}" is no ${what}; write its dotted name, such as support.case.${what === 'event' ? 'caseCreated' : 'get'}.`,
  );
}

function assertStage({ stage }: ForeignService): void {
  if (isStage(stage)) return;
  throw new BusError(
    'DEFINITION_INVALID',
    `The stage "${stage}" does not match [a-z][a-z0-9]*, such as "dev" or "prod".`,
  );
}
