import { Annotations, Token } from 'aws-cdk-lib';
import { CfnQueue, type IQueue, type Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { QueueResource } from '../src/topology/index.ts';
import { definitionInvalid } from './definition-invalid.ts';
import type { DeploymentProps, ListenerQueue } from './deployment-props.ts';

/** Joins what a `Queue` says of itself with what the deployment says. */
export function givenQueues(scope: Construct, { queues = {} }: DeploymentProps): ReadonlyMap<string, ListenerQueue> {
  return new Map(Object.entries(queues).map(([name, given]) => [name, listenerQueue(scope, name, given)]));
}

function listenerQueue(scope: Construct, name: string, given: IQueue | ListenerQueue): ListenerQueue {
  if (!('queueArn' in given)) {
    return { ...given, maxReceiveCount: given.maxReceiveCount ?? redriveOf(given.queue)?.maxReceiveCount };
  }
  const redrive = redriveOf(given);
  if (redrive !== undefined) {
    return { queue: given, deadLetterQueue: redrive.queue, maxReceiveCount: redrive.maxReceiveCount };
  }
  throw definitionInvalid(
    scope,
    `the queue for ${name}, ${given.node.path}, shows no dead-letter queue, and what a listener cannot handle must not be lost. Give the queue one, or pass { queue, deadLetterQueue } for one that is imported.`,
  );
}

/** Holds that a queue fits its listener, as far as it can be seen. */
export function assertQueueFits(
  scope: Construct,
  { queue, deadLetterQueue }: ListenerQueue,
  made: QueueResource,
): void {
  for (const each of [queue, deadLetterQueue]) {
    if (each.fifo === made.fifo) continue;
    throw definitionInvalid(
      scope,
      `the queue ${each.node.path} is ${each.fifo ? '' : 'not '}FIFO, but the event ${made.event} is${made.fifo ? '' : ' not'}. Bring a ${made.fifo ? 'FIFO' : 'standard'} queue and dead-letter queue.`,
    );
  }
  const { defaultChild } = queue.node;
  const seconds = defaultChild instanceof CfnQueue ? (defaultChild.visibilityTimeout ?? 30) : undefined;
  if (seconds === undefined || Token.isUnresolved(seconds) || seconds >= made.visibilityTimeoutSeconds) return;
  Annotations.of(scope).addWarningV2(
    'lambdabus:visibilityTimeout',
    `The queue ${queue.node.path} hides messages for ${seconds} seconds; ${made.visibilityTimeoutSeconds}, six timeouts of the function of ${made.listener} and its batch window, keep them from being handled twice. See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html`,
  );
}

function redriveOf(queue: IQueue): Queue['deadLetterQueue'] {
  return 'deadLetterQueue' in queue ? (queue as Queue).deadLetterQueue : undefined;
}
