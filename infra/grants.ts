import { createHash } from 'node:crypto';
import { Token } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, TopicGrants } from 'aws-cdk-lib/aws-sns';
import { BusError } from '../src/definition/index.ts';

/** A function of this app that someone may invoke. */
export interface InvokedFunction {
  readonly lambda: LambdaFunction;
  /** Computed, so that the grantee's stack refers to no other. */
  readonly arn: string;
}

/** A topic of this app that someone may publish or subscribe to. */
export interface GrantedTopic {
  readonly topic: ITopic;
  /** Computed, so that the grantee's stack refers to no other. */
  readonly arn: string;
}

/** Lets someone invoke a function: by their own policy, or by the function's where they are of another account. */
export function grantInvoke(grantee: IGrantable, { lambda, arn }: InvokedFunction): Grant {
  return Grant.addToPrincipalOrResource({
    grantee,
    actions: ['lambda:InvokeFunction'],
    resourceArns: [arn],
    resource: {
      env: lambda.env,
      addToResourcePolicy: () => {
        const id = permissionId(grantee);
        if (lambda.node.tryFindChild(id) === undefined) lambda.addPermission(id, { principal: grantee.grantPrincipal });
        return { statementAdded: true, policyDependable: lambda.node.findChild(id) };
      },
    },
  });
}

/**
 * Lets someone publish to a topic, and use its customer key for it.
 * @throws BusError `DEFINITION_INVALID` for someone of another account where the topic has no customer key.
 */
export function grantPublish(grantee: IGrantable, { topic, arn }: GrantedTopic): Grant {
  if (topic.masterKey === undefined && isOfAnotherAccount(grantee, topic)) {
    throw new BusError(
      'DEFINITION_INVALID',
      `${topic.node.path} is encrypted with its account's own key for SNS, which account ${grantee.grantPrincipal.principalAccount} cannot use, so it could not publish. Give the bus an encryptionKey. See https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html`,
    );
  }
  return TopicGrants.fromTopic(topic).actions(grantee, ['sns:Publish'], {
    resourceArns: [arn],
    keyActions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
  });
}

/** Lets someone subscribe to a topic. */
export function grantSubscribe(grantee: IGrantable, { topic, arn }: GrantedTopic): Grant {
  return TopicGrants.fromTopic(topic).actions(grantee, ['sns:Subscribe'], { resourceArns: [arn] });
}

/** One grant of several. */
export function combined(grants: readonly Grant[]): Grant {
  const [first, ...others] = grants;
  if (first === undefined) throw new BusError('DEFINITION_INVALID', 'A grant names one procedure or event at least.');
  return others.reduce((all, grant) => all.combine(grant), first);
}

function isOfAnotherAccount({ grantPrincipal: { principalAccount } }: IGrantable, { env }: ITopic): boolean {
  if (principalAccount === undefined) return false;
  return (
    [principalAccount, env.account].every((account) => !Token.isUnresolved(account)) && principalAccount !== env.account
  );
}

function permissionId({ grantPrincipal: { policyFragment } }: IGrantable): string {
  const principal = JSON.stringify([policyFragment.principalJson, policyFragment.conditions]);
  return `Invoke${createHash('sha256').update(principal).digest('hex').slice(0, 16)}`;
}
