/** The environment in which user code is loaded: that of the build without AWS credentials, and with nowhere to find any. */
export function loadEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_') && name !== 'NODE_OPTIONS');
  return {
    ...Object.fromEntries(kept),
    LAMBDABUS_PHASE: 'build',
    // Lambda sets it always, so code may count on it.
    AWS_REGION: process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  };
}
