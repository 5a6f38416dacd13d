import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run-node.ts';

/** Writes the service of the README's quick start, and beside it its `get` as one would write it without the library. */
export function writeQuickStart(directory: string): { readonly busModule: string; readonly handWrittenGet: string } {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const blocks = new Map(
    [...readme.matchAll(/^```\w+ title="([^"]+)"\n([\s\S]*?)^```$/gm)].map(([, file = '', text = '']) => [file, text]),
  );
  for (const file of ['package.json', 'tsconfig.json', 'apis.ts', 'bus.ts']) {
    const text = blocks.get(file);
    if (text === undefined) throw new TypeError(`The README has no block titled "${file}".`);
    writeFileSync(join(directory, file), text);
  }
  return { busModule: join(directory, 'bus.ts'), handWrittenGet: writeHandWrittenGet(directory, inMemory) };
}

/** The `get` of examples/support as one would write it without the library: cases in DynamoDB, events to SNS. */
export function writeHandWrittenExampleGet(directory: string): string {
  return writeHandWrittenGet(directory, inDynamoDb);
}

function writeHandWrittenGet(directory: string, casesModule: string): string {
  const folder = join(directory, 'hand-written');
  mkdirSync(folder);
  writeFileSync(join(folder, 'cases.ts'), casesModule);
  const handler = join(folder, 'get.ts');
  writeFileSync(
    handler,
    "import { find, getInput } from './cases.ts';\n\nexport const handler = async (event: unknown) => find(getInput.parse(event));\n",
  );
  // NodejsFunction asks for a lock file.
  writeFileSync(join(directory, 'package-lock.json'), '{}');
  return handler;
}

const inMemory = `import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as z from 'zod';

const sns = new SNSClient({});

export const getInput = z.object({ id: z.string() });
export const openInput = z.object({ sender: z.string(), subject: z.string(), body: z.string() });
const supportCase = openInput.extend({ id: z.string(), openedAt: z.date() });
export type SupportCase = z.infer<typeof supportCase>;

const cases = new Map<string, SupportCase>();

export async function open({ sender, subject, body }: z.infer<typeof openInput>): Promise<SupportCase> {
  const opened = { id: crypto.randomUUID(), sender, subject, body, openedAt: new Date() };
  cases.set(opened.id, opened);
  const Message = JSON.stringify({ id: opened.id, sender, subject, body });
  await sns.send(new PublishCommand({ TopicArn: process.env['CASE_CREATED_TOPIC'], Message }));
  return opened;
}

export async function find({ id }: z.infer<typeof getInput>): Promise<SupportCase | null> {
  const found = cases.get(id);
  return found === undefined ? null : supportCase.parse(found);
}
`;

const inDynamoDb = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

const sns = new SNSClient({});
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const TableName = process.env['CASES_TABLE'];

export const getInput = z.object({ id: z.string() });
export const openInput = z.object({
  sender: z.email(),
  subject: z.string().min(1).max(200),
  body: z.string(),
  country: z.string().regex(/^[A-Z]{2}$/),
});
const reply = z.object({ agent: z.string(), text: z.string(), minutes: z.number(), at: z.iso.datetime() });
const supportCase = openInput.extend({
  id: z.string(),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  replies: z.array(reply),
});
export type SupportCase = z.infer<typeof supportCase>;

export async function open(input: z.infer<typeof openInput>): Promise<SupportCase> {
  const opened = { ...input, id: crypto.randomUUID(), openedAt: new Date().toISOString(), closedAt: null, replies: [] };
  await db.send(new PutCommand({ TableName, Item: opened, ConditionExpression: 'attribute_not_exists(id)' }));
  const { id, sender, subject, country } = opened;
  const Message = JSON.stringify({ id, sender, subject, country });
  await sns.send(new PublishCommand({ TopicArn: process.env['CASE_CREATED_TOPIC'], Message }));
  return opened;
}

export async function find({ id }: z.infer<typeof getInput>): Promise<SupportCase | null> {
  const { Item } = await db.send(new GetCommand({ TableName, Key: { id }, ConsistentRead: true }));
  return Item === undefined ? null : supportCase.parse(Item);
}
`;
