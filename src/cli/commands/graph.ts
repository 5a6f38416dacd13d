import { Command, Option } from 'commander';
import { BusError } from '../../definition/index.ts';
import { checkGraph, createBusGraph, type Manifest } from '../../manifest/index.ts';
import { policyDocument } from '../../topology/index.ts';
import { findingText } from '../graph-findings.ts';
import { graphDot, graphMermaid, graphText } from '../graph-text.ts';

interface GraphOptions {
  readonly json?: true;
  readonly format: 'text' | 'mermaid' | 'dot';
  readonly policy?: string;
  readonly stage: string;
  readonly region?: string;
  readonly account?: string;
  readonly partition?: string;
}

/** Makes the command `lambdabus graph [bus.ts …]`. */
export function graphCommand(): Command {
  return new Command('graph')
    .description('Print who calls, fires and listens to what; or the IAM policy that the calls in a file need.')
    .argument('[bus...]', 'modules whose exports are on the bus (default: bus.ts, then bus/index.ts)')
    .option('--json', 'print the graph as JSON, with what is to be said of it')
    .addOption(new Option('--format <format>', 'how to print it').choices(['text', 'mermaid', 'dot']).default('text'))
    .option(
      '--policy <file>',
      "print the IAM policy that this file's calls and fires need: of a script, a test, another program",
    )
    .option('--stage <stage>', 'the stage of the names in the policy', 'dev')
    .option('--region <region>', 'the region of the ARNs in the policy (default: AWS_REGION)')
    .option('--account <account>', 'the account of the ARNs in the policy, 12 digits (default: LAMBDABUS_ACCOUNT)')
    .option('--partition <partition>', "the partition of the ARNs in the policy (default: the region's)")
    .action(async (busModules: readonly string[], options: GraphOptions) => {
      process.stdout.write(
        `${options.policy === undefined ? await graphOf(busModules, options) : await policyOf(options.policy, options)}\n`,
      );
    });
}

async function graphOf(busModules: readonly string[], { json, format }: GraphOptions): Promise<string> {
  const { build } = await import('../../build/index.ts');
  const manifests: Manifest[] = [];
  for (const busModule of busModules.length === 0 ? ['bus.ts'] : busModules) {
    manifests.push(await build(busModule, { onWarning: () => {} }));
  }
  const graph = createBusGraph(manifests);
  const findings = checkGraph(manifests.map((manifest) => ({ manifest })));
  if (json === true) return JSON.stringify({ ...graph, findings }, null, 2);
  for (const finding of findings) process.stderr.write(`${findingText(finding)}\n`);
  if (format === 'mermaid') return graphMermaid(graph);
  return format === 'dot' ? graphDot(graph) : graphText(graph);
}

async function policyOf(file: string, { stage, partition, ...options }: GraphOptions): Promise<string> {
  const region = options.region ?? process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'];
  const account = options.account ?? process.env['LAMBDABUS_ACCOUNT'];
  if (region === undefined || account === undefined || !/^\d{12}$/.test(account)) {
    throw new BusError(
      'DEFINITION_INVALID',
      `A policy names its resources by ARNs, so it needs the region and the account: got ${region ?? 'no region'} and ${account ?? 'no account'}. Give --region eu-west-1 --account 123456789012, or set AWS_REGION and LAMBDABUS_ACCOUNT.`,
    );
  }
  const { fileTargets } = await import('../../build/index.ts');
  const { calls, fires } = await fileTargets(file);
  return JSON.stringify(policyDocument({ calls, fires }, { stage, region, account, partition }), null, 2);
}
