import type { PublishBatchRequestEntry, SNSClient } from '@aws-sdk/client-sns';
import type { EventPublisher, OutgoingMessage, PublishResult } from './ports.ts';

// One client for each region and execution environment, and one look-up of the account.
const clients = new Map<string | undefined, Promise<SNSClient>>();
const accounts = new Map<string | undefined, Promise<string>>();

/** Publishes events by SNS with the AWS SDK, which is loaded at the first fire. */
export const snsPublisher: EventPublisher = {
  async publish({ topicArn, region, messages, signal }) {
    const [client, { PublishBatchCommand }] = await Promise.all([clientOf(region), import('@aws-sdk/client-sns')]);
    const command = new PublishBatchCommand({ TopicArn: topicArn, PublishBatchRequestEntries: messages.map(toEntry) });
    const { Failed = [] } = await client.send(command, { abortSignal: signal });
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
    const client = await clientOf(undefined);
    return client.config.region();
  },
};

function toEntry(
  { body, attributes, groupId, deduplicationId }: OutgoingMessage,
  index: number,
): PublishBatchRequestEntry {
  return {
    Id: String(index),
    Message: body,
    MessageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, { DataType: 'String', StringValue: value }]),
    ),
    ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
    ...(deduplicationId === undefined ? {} : { MessageDeduplicationId: deduplicationId }),
  };
}

function clientOf(region: string | undefined): Promise<SNSClient> {
  const known = clients.get(region);
  if (known !== undefined) return known;
  const made = import('@aws-sdk/client-sns').then(
    ({ SNSClient }) => new SNSClient(region === undefined ? {} : { region }),
  );
  clients.set(region, made);
  return made;
}

async function lookUpAccount(region: string | undefined): Promise<string> {
  const client = await clientOf(region);
  const { accountId } = await client.config.credentials();
  if (accountId !== undefined) return accountId;
  const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
  const { Account } = await new STSClient({ region: await client.config.region() }).send(
    new GetCallerIdentityCommand({}),
  );
  if (Account === undefined) throw new Error('STS named no account for the credentials.');
  return Account;
}
