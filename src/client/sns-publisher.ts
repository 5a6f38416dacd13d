import type {
  MessageAttributeValue,
  PublishBatchCommand,
  PublishBatchCommandInput,
  PublishBatchRequestEntry,
  SNSClient,
} from '@aws-sdk/client-sns';
import { type Batch, type BatchInput, batch, writeBatches } from './batch-form.ts';
import type { EventPublisher, OutgoingMessage, PublishResult } from './ports.ts';
import { adaptRequests, ending, sdkConfig } from './sdk-client.ts';

/** A client and the command it takes. */
interface Loaded {
  readonly client: SNSClient;
  readonly Command: typeof PublishBatchCommand;
  /** Whether it takes messages as they are. */
  readonly takesMessages: boolean;
}

// One client for each region and execution environment, and one look-up of the account.
const loading = new Map<string | undefined, Promise<Loaded>>();
const accounts = new Map<string | undefined, Promise<string>>();

/** Publishes events by SNS with the AWS SDK, which is loaded at the first fire. */
export const snsPublisher: EventPublisher = {
  async publish({ topicArn, region, messages, signal }) {
    const { client, Command, takesMessages } = await loaded(region);
    const sent: Batch = { messages, isAccepted: false };
    const input: PublishBatchCommandInput & BatchInput = {
      TopicArn: topicArn,
      PublishBatchRequestEntries: takesMessages ? undefined : messages.map(toEntry),
      [batch]: sent,
      [ending]: signal,
    };
    const { Successful = [], Failed = [] } = await client.send(new Command(input));
    if (sent.isAccepted) return messages.map(() => ({ ok: true }));
    const accepted = new Set(Successful.map(({ Id }) => Id));
    const failures = new Map(Failed.map((failure) => [failure.Id, failure]));
    return messages.map((_message, index): PublishResult => {
      const id = String(index);
      if (accepted.has(id)) return { ok: true };
      const {
        Code = 'Unknown',
        Message = 'SNS said nothing of this message',
        SenderFault = false,
      } = failures.get(id) ?? {};
      return { ok: false, code: Code, message: Message, isSenderFault: SenderFault };
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
  const takesMessages = writeBatches(client);
  adaptRequests(client);
  return { client, Command, takesMessages };
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
