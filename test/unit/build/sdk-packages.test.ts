import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../../src/build/index.ts';
import { readBundleReport } from '../../../src/build/report/bundle-report.ts';
import { temporaryService } from './temporary-service.ts';

const modules = join(import.meta.dirname, '..', '..', '..', 'node_modules');

const api = (imports: string, procedures: Readonly<Record<string, string>>) => `import { Api } from 'lambdabus';
${imports}
export class StoreApi extends Api {
  static readonly meta = { name: 'store' } as const;
${Object.entries(procedures)
  .map(([name, body]) => `  async ${name}(): Promise<string> { ${body} }`)
  .join('\n')}
}
`;

const dynamo = `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
const db = DynamoDBDocumentClient.from(new DynamoDBClient({}));`;

/** A service in a directory with the AWS SDK. */
function service(files: Readonly<Record<string, string>>) {
  const root = temporaryService({ 'bus.ts': `export * from './apis.ts';`, ...files });
  for (const scope of ['@aws-sdk', '@smithy']) {
    mkdirSync(join(root, 'node_modules', scope), { recursive: true });
    for (const name of readdirSync(join(modules, scope))) {
      const place = join(root, 'node_modules', scope, name);
      if (!existsSync(place)) symlinkSync(join(modules, scope, name), place);
    }
  }
  const path = (name: string, file = ''): string => join(root, '.lambdabus/functions', name, file);
  return {
    root,
    build: () => build(join(root, 'bus.ts')),
    path,
    code: (name: string) => readFileSync(path(name, 'index.mjs'), 'utf8'),
    sdk: (name: string) => (existsSync(path(name, 'sdk')) ? readdirSync(path(name, 'sdk')).sort() : []),
    /** Calls the function in a process of its own, where nothing lies but its bundle. */
    call: (name: string): unknown =>
      JSON.parse(
        execFileSync(
          process.execPath,
          [
            '--input-type=module',
            '-e',
            `const { handler } = await import(${JSON.stringify(path(name, 'index.mjs'))});
console.log(JSON.stringify(await handler({}, { getRemainingTimeInMillis: () => 10_000, awsRequestId: 'x' })));`,
          ],
          { env: { PATH: process.env['PATH'], AWS_REGION: 'eu-west-1', LAMBDABUS_STAGE: 'dev' }, encoding: 'utf8' },
        )
          .trim()
          .split('\n')
          .at(-1) ?? '',
      ),
  };
}

describe('the AWS SDK that user code imports', { timeout: 60_000 }, () => {
  it('lies beside the bundles that use it, the same files beside all that use the same', async () => {
    const made = service({
      'apis.ts': api(dynamo, {
        get: "return [new GetCommand({ TableName: 't', Key: {} }).input.TableName, typeof db.send].join(' ');",
        put: "return [new PutCommand({ TableName: 'u', Item: {} }).input.TableName, typeof db.send].join(' ');",
        ping: "return 'pong';",
      }),
    });

    await made.build();

    const { get, ping } = { get: made.sdk('store.get'), ping: made.sdk('store.ping') };
    expect(get.filter((file) => !file.startsWith('chunk-'))).toEqual([
      expect.stringMatching(/^client-dynamodb-\d+\.\d+\.\d+\.mjs$/),
      expect.stringMatching(/^lib-dynamodb-\d+\.\d+\.\d+\.mjs$/),
    ]);
    expect(made.sdk('store.put')).toEqual(get);
    for (const file of get)
      expect(readFileSync(made.path('store.put', `sdk/${file}`))).toEqual(
        readFileSync(made.path('store.get', `sdk/${file}`)),
      );
    expect(ping).toEqual([]);
    expect(made.code('store.get').length).toBeLessThan(20_000);
    expect([made.call('store.get'), made.call('store.put'), made.call('store.ping')]).toEqual([
      't function',
      'u function',
      'pong',
    ]);
  });

  it('is loaded by the build from where it is installed, also through a package of CommonJS', async () => {
    const inner = 'desk #1 100%/node_modules';
    const root = temporaryService({
      'desk #1 100%/package.json': '{ "name": "desk", "type": "module" }',
      'desk #1 100%/tsconfig.json': '{ "compilerOptions": { "module": "nodenext", "noEmit": true } }',
      [`${inner}/@aws-sdk/words/package.json`]:
        '{ "name": "@aws-sdk/words", "version": "1.0.0", "main": "./dist-cjs/index.js", "module": "./dist-es/index.js", "types": "./index.d.ts", "sideEffects": false }',
      [`${inner}/@aws-sdk/words/index.d.ts`]: 'export declare const word: string;\n',
      [`${inner}/@aws-sdk/words/dist-es/index.js`]: "export const word = 'from the ES module';\n",
      [`${inner}/@aws-sdk/words/dist-cjs/index.js`]: "exports.word = 'from ' + __dirname;\n",
      [`${inner}/old-fashioned/package.json`]:
        '{ "name": "old-fashioned", "main": "./index.js", "types": "./index.d.ts" }',
      [`${inner}/old-fashioned/index.d.ts`]: 'export declare const again: string;\n',
      [`${inner}/old-fashioned/index.js`]: "exports.again = require('@aws-sdk/words').word;\n",
      'desk #1 100%/bus.ts': `import { Api } from 'lambdabus';
import { word } from '@aws-sdk/words';
import { again } from 'old-fashioned';
console.log(word, word === again);
export class WordApi extends Api {
  static readonly meta = { name: 'words' } as const;
  async get(): Promise<string> { return word; }
}
`,
    });
    let output = '';

    await build(join(root, 'desk #1 100%/bus.ts'), {
      onOutput: (text) => {
        output += text;
      },
    });

    expect(output).toBe(`from ${join(root, inner, '@aws-sdk/words/dist-cjs')} true\n`);
  });

  it('is told of in the report, and does not count as code', async () => {
    const made = service({ 'apis.ts': api(dynamo, { get: 'return typeof db.send;' }) });

    await made.build();

    const [contents] = readBundleReport(join(made.root, '.lambdabus'))?.functions ?? [];
    expect(contents?.besides[0]).toEqual({
      what: expect.stringMatching(/^AWS SDK \(client-dynamodb \S+, lib-dynamodb \S+\)$/),
      bytes: expect.closeTo(450_000, -5),
    });
    expect(contents?.codeBytes).toBeLessThan(20_000);
  });

  it('is loaded when it is asked for, where code imports it so', async () => {
    const made = service({
      'apis.ts': api('', {
        get: "const { SQSClient } = await import('@aws-sdk/client-sqs'); return new SQSClient({}).config.serviceId;",
      }),
    });

    await made.build();

    expect(made.code('store.get')).toMatch(/import\("\.\/sdk\/client-sqs-\d+\.\d+\.\d+\.mjs"\)/);
    expect(made.call('store.get')).toBe('SQS');
  });

  it('keeps what two of its packages share as one', async () => {
    const made = service({
      'apis.ts': api(
        `import { DynamoDBClient, DynamoDBServiceException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import * as s3 from '@aws-sdk/client-s3';
import { ServiceException } from '@smithy/core/client';`,
        {
          get: `const error = new ResourceNotFoundException({ message: 'x', $metadata: {} });
    return [error.name === ResourceNotFoundException.name, error instanceof DynamoDBServiceException, error instanceof ServiceException, new s3.NoSuchKey({ message: 'x', $metadata: {} }) instanceof ServiceException, typeof DynamoDBClient].join();`,
        },
      ),
    });

    await made.build();

    expect(made.sdk('store.get').filter((file) => !file.startsWith('chunk-'))).toHaveLength(3);
    expect(made.call('store.get')).toBe('true,true,true,true,function');
  });

  it('is inside as a whole where a package needs a part of it there', async () => {
    const made = service({
      'apis.ts': api(`${dynamo}\nimport { isSame } from 'old-store';`, {
        get: 'return String(isSame(db));',
        put: 'return typeof db.send;',
      }),
      'node_modules/old-store/package.json': JSON.stringify({ name: 'old-store', version: '1.0.0', main: 'index.js' }),
      'node_modules/old-store/index.js': `const { DynamoDBDocumentClient } = require('@aws-sdk/lib-dynamodb');
exports.isSame = (client) => client instanceof DynamoDBDocumentClient;`,
      'node_modules/old-store/index.d.ts': 'export function isSame(client: unknown): boolean;',
    });

    await made.build();

    expect(made.sdk('store.get')).toEqual([]);
    expect(made.sdk('store.put')).not.toEqual([]);
    const explained = readFileSync(join(made.root, '.lambdabus/explain.json'), 'utf8');
    expect(explained.match(/The AWS SDK is inside the bundle/g)).toHaveLength(1);
    expect(made.call('store.get')).toBe('true');
  });

  it('is inside, cut to what is used, where a client is very large', async () => {
    const commands = Array.from({ length: 201 }, (_, index) => `Do${index}Command`);
    const made = service({
      'apis.ts': api(`import { Do7Command } from '@aws-sdk/client-vast';`, { get: 'return new Do7Command().done;' }),
      'node_modules/@aws-sdk/client-vast/package.json': JSON.stringify({
        name: '@aws-sdk/client-vast',
        version: '1.0.0',
        main: 'dist-es/index.js',
        module: 'dist-es/index.js',
        types: 'index.d.ts',
        sideEffects: false,
      }),
      'node_modules/@aws-sdk/client-vast/index.d.ts': 'export class Do7Command { done: string }',
      'node_modules/@aws-sdk/client-vast/dist-es/index.js': commands
        .map((name) => `export { ${name} } from './commands/${name}.js';`)
        .join('\n'),
      ...Object.fromEntries(
        commands.map((name) => [
          `node_modules/@aws-sdk/client-vast/dist-es/commands/${name}.js`,
          `export class ${name} { done = '${name} is done'; }`,
        ]),
      ),
    });

    await made.build();

    expect(made.sdk('store.get')).toEqual([]);
    expect(made.code('store.get')).not.toContain('Do8Command');
    expect(made.call('store.get')).toBe('Do7Command is done');
  });

  it('is what it is now, when another version was installed', async () => {
    const files = (version: string) => ({
      'node_modules/@aws-sdk/client-small/package.json': JSON.stringify({
        name: '@aws-sdk/client-small',
        version,
        main: 'dist-es/index.js',
        module: 'dist-es/index.js',
        types: 'index.d.ts',
      }),
      'node_modules/@aws-sdk/client-small/dist-es/index.js': `export const version = '${version}';`,
      'node_modules/@aws-sdk/client-small/index.d.ts': 'export const version: string;',
    });
    const made = service({
      'apis.ts': api(`import { version } from '@aws-sdk/client-small';`, { get: 'return version;' }),
      ...files('1.0.0'),
    });
    await made.build();
    const before = made.call('store.get');

    for (const [file, content] of Object.entries(files('2.0.0'))) writeFileSync(join(made.root, file), content);
    await made.build();

    expect([before, made.call('store.get')]).toEqual(['1.0.0', '2.0.0']);
    expect(made.sdk('store.get')).toEqual(['client-small-2.0.0.mjs']);
  });

  it('also takes what lies in a folder of a package and is written for bundlers', async () => {
    const imports = `import { marshall } from '@aws-sdk/util-dynamodb/dist-es/index.js';`;
    const { build, call } = service({
      'apis.ts': api(imports, { get: `return JSON.stringify(marshall({ a: 1 }));` }),
    });

    await build();

    expect(call('store.get')).toBe('{"a":{"N":"1"}}');
  });
});
