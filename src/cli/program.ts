import { Command } from 'commander';
import { buildCommand } from './commands/build.ts';
import { devCommand } from './commands/dev.ts';
import { graphCommand } from './commands/graph.ts';
import { schemaCommand } from './commands/schema.ts';
import { libraryVersion } from './library-version.ts';
import { printError } from './print-error.ts';

/** Makes the command line: one command a file. */
export function createProgram(): Command {
  const program = new Command('lambdabus')
    .description('A typed service bus for TypeScript on AWS.')
    .version(libraryVersion())
    .option('--verbose', 'print the stack of an error')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('Run it with --help for what there is.')
    .showSuggestionAfterError(true)
    .addCommand(buildCommand())
    .addCommand(devCommand())
    .addCommand(graphCommand())
    .addCommand(schemaCommand());
  inheritSettings(program);
  return program;
}

/** Commands that are made apart do not take on how their parent shows help and errors. */
function inheritSettings(parent: Command): void {
  for (const command of parent.commands) {
    command.copyInheritedSettings(parent);
    inheritSettings(command);
  }
}

/** Runs the command line; a failure is printed on standard error and sets the exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = createProgram();
  try {
    await program.parseAsync(argv);
  } catch (error) {
    process.exitCode = 1;
    await printError(error, { verbose: program.opts<{ readonly verbose?: true }>().verbose === true });
  }
}
