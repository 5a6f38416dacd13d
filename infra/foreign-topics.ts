import { Annotations, Arn, ArnFormat, Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Topology } from '../src/topology/index.ts';
import type { Addresses } from './addresses.ts';

/**
 * Warns of functions that fire to another account's topic without a customer key that is known here: by default a topic
 * is encrypted with its account's own key for SNS, which lets in nobody else.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-server-side-encryption.html
 */
export function warnOfForeignTopics(scope: Construct, topology: Topology, addresses: Addresses): void {
  for (const name of new Set(topology.functions.flatMap(({ grants }) => grants.publish))) {
    const account = accountOf(name, scope, topology);
    if (account === undefined || addresses.keyOf(name) !== undefined) continue;
    const publishers = topology.functions.filter(({ grants }) => grants.publish.includes(name));
    const prefix = topology.elsewhere?.[name]?.prefix;
    const isGiven = topology.given?.[name] !== undefined;
    const how =
      isGiven || prefix === undefined
        ? 'bring it by Topic.fromTopicAttributes(scope, id, { topicArn, keyArn })'
        : `name it here: locations: { ${JSON.stringify(prefix)}: { account, encryptionKey: Key.fromKeyArn(scope, id, arn) } }`;
    Annotations.of(scope).addWarningV2(
      `lambdabus:foreignTopicKey:${name}`,
      `${publishers.map(({ source }) => source).join(', ')} ${publishers.length === 1 ? 'fires' : 'fire'} to the topic ${name} of the account ${account}, and no customer key of it is known. A topic that is encrypted with its account's own key for SNS, as the bus does it by default, takes nothing from other accounts (KMSAccessDenied). Give the Bus there an encryptionKey that lets this account in, and ${how}. See https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html`,
    );
  }
}

/** The account of a topic where it is known to be another one. */
function accountOf(name: string, scope: Construct, { given, elsewhere }: Topology): string | undefined {
  const own = Stack.of(scope).account;
  const arn = given?.[name];
  if (arn === undefined) {
    const account = elsewhere?.[name]?.account;
    return account === own ? undefined : account;
  }
  // An ARN in full may well be of this account, as long as nobody says which that is.
  if (Token.isUnresolved(arn) || Token.isUnresolved(own)) return undefined;
  const { account } = Arn.split(arn, ArnFormat.NO_RESOURCE_NAME);
  return account === own ? undefined : account;
}
