import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * ARNs computed from physical names: functions, topics and queues of other services are found by name, without exports
 * between stacks, and policies can name a resource without depending on it.
 */
export function functionArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({
    service: 'lambda',
    resource: 'function',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}

/** The ARN of a topic of this account and region. */
export function topicArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'sns', resource: name });
}

/** The ARN of a queue of this account and region. */
export function queueArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'sqs', resource: name });
}
