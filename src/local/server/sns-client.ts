import type { Fauxqs } from './fauxqs.ts';
import type { Inject } from './sqs-client.ts';

/** The engine's own way to its topics: SNS's query protocol, in process. */
export class SnsClient {
  readonly #inject: Inject;
  readonly #limitMessages: Fauxqs['limitMessages'];

  constructor(inject: Inject, limitMessages: Fauxqs['limitMessages']) {
    this.#inject = inject;
    this.#limitMessages = limitMessages;
  }

  /** Creates a topic; one that exists stays, and takes messages as large as is said now. */
  async createTopic(name: string, maximumMessageSizeBytes: number | undefined): Promise<void> {
    const body = await this.#request('CreateTopic', { Name: name });
    const topicArn = /<TopicArn>([^<]+)</.exec(body)?.[1] ?? '';
    this.#limitMessages(topicArn, maximumMessageSizeBytes);
  }

  /** Subscribes a queue to a topic. Gives the subscription's ARN. */
  async subscribe(topicArn: string, queueArn: string, attributes: Readonly<Record<string, string>>): Promise<string> {
    const entries = Object.entries(attributes).flatMap(([key, value], index) => [
      [`Attributes.entry.${index + 1}.key`, key],
      [`Attributes.entry.${index + 1}.value`, value],
    ]);
    const body = await this.#request('Subscribe', {
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: queueArn,
      ...Object.fromEntries(entries),
    });
    return /<SubscriptionArn>([^<]+)</.exec(body)?.[1] ?? '';
  }

  /** Ends a subscription. */
  async unsubscribe(subscriptionArn: string): Promise<void> {
    await this.#request('Unsubscribe', { SubscriptionArn: subscriptionArn });
  }

  async #request(action: string, parameters: Readonly<Record<string, string>>): Promise<string> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const body = new URLSearchParams({ Action: action, Version: '2010-03-31', ...parameters });
    const response = await this.#inject(headers, body.toString());
    if (response.statusCode !== 200) {
      throw new Error(`SNS ${action} for ${parameters['TopicArn'] ?? parameters['Name']} failed: ${response.body}`);
    }
    return response.body;
  }
}
