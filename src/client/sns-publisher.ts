import type {
  MessageAttributeValue,
  PublishBatchCommand,
  PublishBatchCommandInput,
  PublishBatchRequestEntry,
  SNSClient,
} from '@aws-sdk/client-sns';
import type { EventPublisher, OutgoingMessage, PublishResult } from './ports.ts';
import { type Ending, ending, endRequests, sdkConfig } from './sdk-client.ts';

/** A client and the command it takes. */
interface Loaded {
  readonly client: SNSClient;
  readonly Command: typeof PublishBatchCommand;
}

// One client for each region and execution environment, and one look-up of the account.
const loading = new Map<string | undefined, Promise<Loaded>>();
const accounts = new Map<string | undefined, Promise<string>>();

/** Publishes events by SNS with the AWS SDK, which is loaded at the first fire. */
export const snsPublisher: EventPublisher = {
  async publish({ topicArn, region, messages, signal }) {
    const { client, Command } = await loaded(region);
    const input: PublishBatchCommandInput & Ending = {
      TopicArn: topicArn,
      PublishBatchRequestEntries: messages.map(toEntry),
      [ending]: signal,
    };
    const { Failed = [] } = await client.send(new Command(input));
    if (Failed.length === 0) return messages.map(() => ({ ok: true }));
    const failures = new Map(Failed.map((failure) => [failure.Id, failure]));
    return messages.map((_message, index): PublishResult => {
      const failure = failures.get(String(index));
      if (failure === undefined) return { ok: true };
      return {
        ok: false,
        code: failure.Code ?? 'Unknown',
        message: failure.Message ?? 'SNS gave no reason',
        isSenderFault: failure.SenderFault ?? false,
      };
    });
  },

  account(region) {
    const known = accounts.get(region) ?? lookUpAccount(region);
    accounts.set(region, known);
    // A failed look-up is not remembered: credentials may come later.
    known.catch(() => accounts.delete(region));
    return known;
  },

  async region() {
    const { client } = await loaded(undefined);
    return client.config.region();
  },
};

function toEntry(
  { body, attributes, groupId, deduplicationId }: OutgoingMessage,
  index: number,
): PublishBatchRequestEntry {
  const MessageAttributes: Record<string, MessageAttributeValue> = {};
  for (const [name, value] of Object.entries(attributes)) {
    MessageAttributes[name] = { DataType: 'String', StringValue: value };
  }
  return {
    Id: String(index),
    Message: body,
    MessageAttributes,
    MessageGroupId: groupId,
    MessageDeduplicationId: deduplicationId,
  };
}

function loaded(region: string | undefined): Promise<Loaded> {
  const known = loading.get(region) ?? load(region);
  loading.set(region, known);
  return known;
}

async function load(region: string | undefined): Promise<Loaded> {
  const { PublishBatchCommand: Command, SNSClient: Client } = await import('@aws-sdk/client-sns');
  const client = new Client({ ...sdkConfig, ...(region === undefined ? {} : { region }) });
  endRequests(client);
  return { client, Command };
}

async function lookUpAccount(region: string | undefined): Promise<string> {
  const { client } = await loaded(region);
  const { accountId } = await client.config.credentials();
  if (accountId !== undefined) return accountId;
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { Account } = await new STSClient({ region: await client.config.region() }).send(
    new GetCallerIdentityCommand({}),
  );
  if (Account === undefined) throw new Error('STS named no account for the credentials.');
  return Account;
}
