import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { BusError } from '../src/definition/index.ts';
import type { FunctionResource } from '../src/topology/index.ts';
import type { Addresses } from './addresses.ts';

const quotas = 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html';
/** All inline policies of a role have 10,240 characters; the rest is for queues, keys and grants from outside. */
const inlineCharacters = 6_000;
/** A managed policy has 6,144 characters. */
const managedCharacters = 5_800;
const mostManagedPolicies = 10;
/** `"arn:aws-us-gov:lambda:us-gov-west-1:000000000000:function:",`, before the name. */
const arnCharacters = 60;

/** The functions that a function calls, by the policies of its role that allow it. */
export interface CallPolicies {
  /** In the role's own policy. */
  readonly inline: readonly string[];
  /** In managed policies, one for each. */
  readonly managed: readonly (readonly string[])[];
}

/**
 * Spreads the calls of a function that calls very many others over its role's own policy and managed ones.
 * @throws BusError `DEFINITION_INVALID` for more than a role can allow.
 */
export function callPolicies({ grants, kind, source }: FunctionResource): CallPolicies {
  const published = characters(grants.publish);
  const [inline = [], ...managed] = chunks(grants.invoke, Math.max(0, inlineCharacters - published));
  if (managed.length <= mostManagedPolicies && published <= inlineCharacters) return { inline, managed };
  throw new BusError(
    'DEFINITION_INVALID',
    `The ${kind} ${source} calls ${grants.invoke.length} procedures and fires ${grants.publish.length} events by its code, more than the policies of one role can name. Let it call fewer: split it, or narrow what its modules reach. See ${quotas}`,
  );
}

/** The managed policies for a function's calls; most need none. */
export function managedCallPolicies(
  scope: Construct,
  { source }: FunctionResource,
  { managed, addresses }: Pick<CallPolicies, 'managed'> & { readonly addresses: Addresses },
): ManagedPolicy[] {
  return managed.map(
    (names, index) =>
      new ManagedPolicy(scope, `Calls${index + 1}`, {
        description: `What ${source} calls, part ${index + 2}`,
        statements: [
          new PolicyStatement({
            sid: 'Call',
            actions: ['lambda:InvokeFunction'],
            resources: names.map((name) => addresses.functionArn(scope, name)),
          }),
        ],
      }),
  );
}

/** The first chunk has the room that is given, the others that of a managed policy. */
function chunks(names: readonly string[], firstRoom: number): readonly (readonly string[])[] {
  const made: string[][] = [[]];
  let room = firstRoom;
  for (const name of names) {
    const size = characters([name]);
    if (size > room) {
      made.push([]);
      room = managedCharacters;
    }
    made.at(-1)?.push(name);
    room -= size;
  }
  return made;
}

function characters(names: readonly string[]): number {
  return names.reduce((sum, name) => sum + arnCharacters + name.length, 0);
}
