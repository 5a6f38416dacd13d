import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);
const cli = join(dirname(require.resolve('aws-cdk/package.json')), 'bin', 'cdk');

/** Where and how the CDK's command line runs. */
export interface CdkOptions {
  /** The directory of `cdk.json`. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Runs the CDK's command line as a user does, on the node that runs the tests.
 * @returns what it printed.
 */
export async function cdk(args: readonly string[], { directory, environment }: CdkOptions): Promise<string> {
  const child = spawn(process.execPath, [cli, ...args, '--no-color', '--no-notices'], {
    cwd: directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      CI: 'true',
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_VALIDATION: 'false',
      ...environment,
    },
  });
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const text = Buffer.concat(output).toString();
  if (code !== 0) throw new Error(`cdk ${args.join(' ')} ended with ${code}:\n${text}`);
  return text;
}
