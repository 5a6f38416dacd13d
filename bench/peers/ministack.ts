import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { CreateTopicCommand, PublishCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { startMiniStack } from '../../test/support/ministack.ts';
import { caseEvent, plainHandlers } from '../support/case-service.ts';
import { zip } from '../support/zip.ts';

const account = '000000000000';
const region = 'us-east-1';

/** A MiniStack with the functions, the topic and the queue of the service. */
export interface MiniStackPeer {
  readonly lambda: LambdaClient;
  fire(index: number): Promise<unknown>;
  /** Begins or ends to consume the queue: its messages stay. */
  consume(isConsuming: boolean): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts it, installed from PyPI on first use. */
export async function startMiniStackPeer(collectorPort = 0): Promise<MiniStackPeer> {
  const server = await startMiniStack();
  const settings = {
    endpoint: server.endpoint,
    region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  };
  const lambda = new LambdaClient({ ...settings, maxAttempts: 1 });
  const sns = new SNSClient(settings);
  const sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: false });

  async function createFunction(name: string, handler: string): Promise<void> {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: `arn:aws:iam::${account}:role/any`,
        Code: { ZipFile: zip({ 'index.mjs': handler }) },
        MemorySize: 256,
        Timeout: 30,
        Environment: { Variables: { COLLECTOR_PORT: String(collectorPort) } },
      }),
    );
  }

  await createFunction('dev-support-case-get', plainHandlers.get);
  await createFunction('dev-cases--notifyAgents', plainHandlers.listener);
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: 'dev-support-case-caseCreated' }));
  await sqs.send(
    new CreateQueueCommand({ QueueName: 'dev-cases--notifyAgents', Attributes: { VisibilityTimeout: '180' } }),
  );
  const queueArn = `arn:aws:sqs:${region}:${account}:dev-cases--notifyAgents`;
  await sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const { UUID } = await lambda.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: queueArn,
      FunctionName: 'dev-cases--notifyAgents',
      BatchSize: 10,
    }),
  );
  return {
    lambda,
    fire: (index) => sns.send(new PublishCommand({ TopicArn, Message: JSON.stringify(caseEvent(index)) })),
    consume: (isConsuming) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: isConsuming })),
    stop: async () => {
      for (const client of [lambda, sns, sqs]) client.destroy();
      await server.stop();
    },
  };
}
