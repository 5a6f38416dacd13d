import { Stack } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';

/** The ARN of a queue of this account and region. */
export function queueArn(scope: Construct, name: string): string {
  return Stack.of(scope).formatArn({ service: 'sqs', resource: name });
}

/** The ARN of a queue as its own stack refers to it; in any other stack by its name, so that nothing is passed on. */
export function arnOfQueue(scope: Construct, queue: IQueue, name: string): string {
  return inOneStack(scope, queue) ? queue.queueArn : queueArn(scope, name);
}

/** The ARN of a topic as its own stack refers to it; in any other stack by its name, so that nothing is passed on. */
export function arnOfTopic(scope: Construct, topic: ITopic, name: string): string {
  return inOneStack(scope, topic) ? topic.topicArn : Stack.of(scope).formatArn({ service: 'sns', resource: name });
}

function inOneStack(one: IConstruct, other: IConstruct): boolean {
  return Stack.of(one) === Stack.of(other);
}
