import type { MessageAttribute, ReceivedMessage } from '../server/sqs-client.ts';

/**
 * The event that Lambda hands to a function for a batch of messages.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 */
export function sqsEvent(messages: readonly ReceivedMessage[], eventSourceArn: string, awsRegion: string): object {
  return {
    Records: messages.map((message) => ({
      messageId: message.MessageId,
      receiptHandle: message.ReceiptHandle,
      body: message.Body,
      attributes: message.Attributes ?? {},
      messageAttributes: Object.fromEntries(
        Object.entries(message.MessageAttributes ?? {}).map(([name, attribute]) => [name, toRecord(attribute)]),
      ),
      md5OfBody: message.MD5OfBody,
      ...(message.MD5OfMessageAttributes === undefined
        ? {}
        : { md5OfMessageAttributes: message.MD5OfMessageAttributes }),
      eventSource: 'aws:sqs',
      eventSourceARN: eventSourceArn,
      awsRegion,
    })),
  };
}

function toRecord({ StringValue, BinaryValue, DataType }: MessageAttribute): object {
  return {
    ...(StringValue === undefined ? {} : { stringValue: StringValue }),
    ...(BinaryValue === undefined ? {} : { binaryValue: BinaryValue }),
    stringListValues: [],
    binaryListValues: [],
    dataType: DataType,
  };
}
