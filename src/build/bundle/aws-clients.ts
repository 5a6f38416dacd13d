import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { awsSchemaPlugin } from './aws-schema-plugin.ts';
import { awsPackages } from './library-plugin.ts';
import { type SideFiles, sideFiles } from './side-files.ts';

/** A client that bundles may have beside them. */
export type AwsClientName = keyof typeof exportsOf;

/**
 * What the library's adapters take from each client. Only that is built: a client's other commands are most of its
 * bytes. A test holds this list and the adapters together.
 */
export const exportsOf = {
  lambda: ['LambdaClient', 'InvokeCommand'],
  sns: ['SNSClient', 'PublishBatchCommand'],
  sqs: ['SQSClient', 'SendMessageCommand'],
} as const;

/** Builds the AWS clients that the library's adapters load, from the SDK that the library depends on. */
export function awsClients(cacheRoot: string): Promise<SideFiles> {
  const sdk = createRequire(import.meta.url).resolve('@aws-sdk/client-lambda');
  const resolveDir = dirname(sdk);
  return sideFiles({
    cacheRoot,
    kind: 'aws',
    workingDirectory: nodeModulesOf(sdk),
    entries: Object.fromEntries(
      Object.entries(exportsOf).map(([client, names]) => [client, { source: clientEntry(client, names), resolveDir }]),
    ),
    plugins: [awsSchemaPlugin()],
  });
}

function clientEntry(client: string, names: readonly string[]): string {
  const [specifier] = Object.entries(awsPackages).find(([, name]) => name === client) ?? [];
  return `export { ${names.join(', ')} } from ${JSON.stringify(specifier)};`;
}

/** The directory that holds the node_modules in which a file lies. */
function nodeModulesOf(file: string): string {
  return file.slice(0, file.replaceAll('\\', '/').lastIndexOf('/node_modules/'));
}
