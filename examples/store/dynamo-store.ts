import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Store, StoredDocument } from './store.ts';

/** Documents in a DynamoDB table whose key is `id`. */
export function openDynamoStore<TDocument extends StoredDocument>(table: string): Store<TDocument> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient());
  return {
    async get(id) {
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: { id }, ConsistentRead: true }));
      // What create and replace put there.
      return Item as TDocument | undefined;
    },
    async create(document) {
      try {
        await client.send(
          new PutCommand({ TableName: table, Item: document, ConditionExpression: 'attribute_not_exists(id)' }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async replace(document) {
      await client.send(new PutCommand({ TableName: table, Item: document }));
    },
    async list(limit, after) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new ScanCommand({
          TableName: table,
          Limit: limit,
          ...(after === undefined ? {} : { ExclusiveStartKey: { id: after } }),
        }),
      );
      const next: unknown = LastEvaluatedKey?.['id'];
      return { items: Items as TDocument[], ...(typeof next === 'string' ? { next } : {}) };
    },
  };
}
