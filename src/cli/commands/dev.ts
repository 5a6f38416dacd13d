import { Command, InvalidArgumentError } from 'commander';
import { isStage } from '../../definition/index.ts';

interface DevCommandOptions {
  readonly port: number;
  readonly stage: string;
  readonly region?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly json?: true;
  readonly watch: boolean;
}

const defaultPort = 4566;

/** Makes the command `lambdabus dev [bus.ts …]`. */
export function devCommand(): Command {
  return new Command('dev')
    .description('Run services on this machine behind one endpoint that speaks Lambda, SNS and SQS.')
    .argument('[bus...]', 'the bus modules of the services (default: bus.ts, then bus/index.ts)')
    .option('--port <number>', 'the port on 127.0.0.1; 0 takes a free one', toPort, defaultPort)
    .option('--stage <name>', 'the stage whose names functions, topics and queues get', toStage, 'dev')
    .option('--region <name>', 'an AWS region (default: AWS_REGION, else us-east-1)')
    .option('--env <NAME=value>', 'an environment variable for all functions; may be given several times', toVariables)
    .option('--json', 'print the ready line as JSON: endpoint, region, account, stage')
    .option('--no-watch', 'do not build again when sources change')
    .addHelpText(
      'after',
      `
Standard output gets one line when everything answers: ready http://127.0.0.1:<port>. All else goes to standard error.
Mistakes in the sources are shown, and it goes on when they are corrected, in a pipe as on a terminal. CI and programs
that wait for the line pass --json or --no-watch: then a first build with mistakes ends it with
exit code 1, as whatever no edit puts right does.`,
    )
    .action(runDev);
}

async function runDev(busModules: readonly string[], options: DevCommandOptions): Promise<void> {
  // Before anything is built: no edit of a source puts it right.
  const { localRegion } = await import('../../local/supported.ts');
  const region = localRegion(options.region);
  const { startDevSession } = await import('../dev/dev-session.ts');
  const ended = signalled();
  const session = startDevSession({
    busModules: busModules.length === 0 ? ['bus.ts'] : busModules,
    port: options.port,
    stage: options.stage,
    region,
    environment: options.env,
    watch: options.watch,
    // A program cannot correct sources: it is to see that the line will not come.
    waits: options.json !== true,
  });
  try {
    const bus = await Promise.race([session.ready, ended]);
    if (bus !== undefined) {
      const { endpoint, region, account, stage } = bus;
      process.stdout.write(
        options.json === true ? `${JSON.stringify({ endpoint, region, account, stage })}\n` : `ready ${endpoint}\n`,
      );
      await ended;
    }
  } finally {
    await session.stop();
  }
  // What a user's module started in the build thread must not keep a stopped bus alive.
  process.exit(0);
}

/** Resolves when the process is asked to end. A terminal that closes is left to Node.js: nohup must be able to ignore it. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
  });
}

function toPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('Give a number from 0 to 65535; 0 takes a free port.');
}

function toStage(text: string): string {
  if (isStage(text)) return text;
  throw new InvalidArgumentError('Give a lower-case letter, then lower-case letters and digits, such as dev.');
}

function toVariables(text: string, before: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Give a name and a value, such as TABLE=cases.');
  return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
}
