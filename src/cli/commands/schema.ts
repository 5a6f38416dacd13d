import { Command, Option } from 'commander';
import { type Manifest, toAsyncApi, toOpenRpc, toSchemaDocument } from '../../manifest/index.ts';

const formats = {
  'json-schema': toSchemaDocument,
  openrpc: (manifest, version) => toOpenRpc(manifest, { version }),
  asyncapi: (manifest, version) => toAsyncApi(manifest, { version }),
} satisfies Readonly<Record<string, (manifest: Manifest, version: string | undefined) => object>>;

interface DumpOptions {
  readonly format: keyof typeof formats;
  readonly service?: string;
  readonly apiVersion?: string;
}

/** Makes the command `lambdabus schema`, whose subcommands say what is done with a service's schemas. */
export function schemaCommand(): Command {
  return new Command('schema').description("Work with a service's schemas.").addCommand(dumpCommand());
}

function dumpCommand(): Command {
  return new Command('dump')
    .description('Build a bus module and print its schemas as JSON.')
    .argument('[bus]', 'the module whose exports are on the bus (default: bus.ts, then bus/index.ts)')
    .addOption(
      new Option('--format <format>', 'JSON Schema of everything, OpenRPC of the procedures, or AsyncAPI of the events')
        .choices(Object.keys(formats))
        .default('json-schema'),
    )
    .option('--service <name>', "the service's name (default: lambdabus.service of package.json, else its name)")
    .option('--api-version <version>', 'the version that OpenRPC and AsyncAPI say (default: 0.0.0)')
    .action(async (busModule: string | undefined, { format, service, apiVersion }: DumpOptions) => {
      const { build } = await import('../../build/index.ts');
      const manifest = await build(busModule ?? 'bus.ts', { service });
      process.stdout.write(`${JSON.stringify(formats[format](manifest, apiVersion), null, 2)}\n`);
    });
}
