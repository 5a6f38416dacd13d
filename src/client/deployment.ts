/** What a function is told of its deployment by the constructs of lambdabus/infra: environment variables with JSON. */
type DeploymentVariable =
  | 'LAMBDABUS_FORMER_EVENTS'
  | 'LAMBDABUS_LOCATIONS'
  | 'LAMBDABUS_MESSAGE_SIZES'
  | 'LAMBDABUS_TOPICS';

/** What an environment variable says by name, under what `createBus` says. */
export function deployed<T>(
  variable: DeploymentVariable,
  options: Readonly<Record<string, T>> = {},
): Readonly<Record<string, T>> {
  const text = process.env[variable];
  // The topology writes it, and nobody else: its names are taken.
  return text === undefined ? options : { ...(JSON.parse(text) as Readonly<Record<string, T>>), ...options };
}
