import { CfnResource, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const mostResources = 500;

/** Says of a stack that holds too many resources, when all are there, what they are and what can be done. */
export function assertStackSizes(bus: Construct): void {
  bus.node.addValidation({
    validate: () => {
      const own = Stack.of(bus);
      const stacks = Map.groupBy(own.node.findAll().filter(CfnResource.isCfnResource), (resource) =>
        Stack.of(resource),
      );
      return [...stacks]
        .filter(([stack, resources]) => resources.length > mostResources && (stack === own || isWithin(stack, bus)))
        .map(([stack, resources]) => tooLarge(stack, bus, resources));
    },
  });
}

function isWithin(construct: Construct, scope: Construct): boolean {
  return construct.node.scopes.includes(scope);
}

function tooLarge(stack: Stack, bus: Construct, resources: readonly CfnResource[]): string {
  const ofBus = resources.filter((resource) => isWithin(resource, bus));
  const policies = ofBus.filter(({ cfnResourceType }) => cfnResourceType === 'AWS::IAM::Policy');
  return `Stack "${stack.node.path}" has ${resources.length} resources; CloudFormation takes ${mostResources}. ${ofBus.length} are of the bus, ${policies.length} of them policies of grants from outside, and ${resources.length - ofBus.length} are your own. Put your own into another stack. Before the first deployment a smaller placement.rootResources, and a placement file written anew, moves units out; deployed units cannot move. See https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html`;
}
