import { Validations } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Rules of cdk-nag that constructs of the bus break for a reason, which an application's own run then knows. */
const acknowledged = {
  restingQueue: {
    id: 'AwsSolutions-SQS3',
    reason:
      'Failures come to rest in this queue: SNS and Lambda send here what they could not deliver, and no function consumes it. A dead-letter queue of its own would stay empty.',
  },
  everyResource: {
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'Network interfaces have no ARN before Lambda creates them, their describing actions and those of X-Ray take no resource. See https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html and https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
  },
} as const;

/** Says why a construct breaks a rule; templates stay as they are. */
export function acknowledge(construct: Construct, rule: keyof typeof acknowledged): void {
  Validations.of(construct).acknowledge(acknowledged[rule]);
}
