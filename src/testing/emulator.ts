import type { LocalstackContainer } from '@testcontainers/localstack';

/** What runs when no other image is asked for: MiniStack, which needs no token. */
const defaultImage = 'ministackorg/ministack:latest';

/** Options of {@link startEmulator}. */
export interface EmulatorOptions {
  /**
   * The container image: MiniStack, LocalStack or another that speaks AWS at port 4566 and logs `Ready`.
   * @default 'ministackorg/ministack:latest'
   */
  readonly image?: string | undefined;
  /**
   * Environment variables of the container, such as `AUTH: 'true'` for MiniStack to enforce policies, or LocalStack's
   * token.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /**
   * Hands the machine's Docker socket to the container, which LocalStack needs to run functions. MiniStack does not.
   * @default false
   */
  readonly dockerSocket?: boolean | undefined;
}

/** An emulator of AWS that runs in a container. */
export interface Emulator extends AsyncDisposable {
  /** Such as `http://localhost:49153`. */
  readonly endpoint: string;
  readonly region: string;
  readonly account: string;
  /**
   * What SDK clients, `createBus` and the CDK's command line take from the environment to meet it: endpoint, region and
   * credentials.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** Stops and removes the container. */
  stop(): Promise<void>;
}

/**
 * Starts an emulator of AWS in a container, by Testcontainers. Needs Docker and the package `@testcontainers/localstack`.
 *
 * @example
 * ```ts
 * await using emulator = await startEmulator();
 * Object.assign(process.env, emulator.environment);
 * // deploy with the CDK's command line, then call by createBus()
 * ```
 * @throws Error when the package is not installed, or what Testcontainers says when Docker does not answer.
 */
export async function startEmulator({ image, environment, dockerSocket }: EmulatorOptions = {}): Promise<Emulator> {
  const Container = await loadContainer();
  const container = new Container(image ?? defaultImage).withEnvironment({ ...environment });
  const socket = '/var/run/docker.sock';
  if (dockerSocket === true) container.withBindMounts([{ source: socket, target: socket }]);
  const started = await container.start();
  const stop = async () => {
    await started.stop();
  };
  const endpoint = started.getConnectionUri();
  const region = 'us-east-1';
  return {
    endpoint,
    region,
    account: '000000000000',
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_EC2_METADATA_DISABLED: 'true',
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The package is an optional peer: only who starts an emulator needs it. */
async function loadContainer(): Promise<typeof LocalstackContainer> {
  try {
    return (await import('@testcontainers/localstack')).LocalstackContainer;
  } catch (error) {
    if (!isModuleNotFound(error)) throw error;
    throw new Error(
      'startEmulator() needs the package @testcontainers/localstack, which is not installed: npm install --save-dev @testcontainers/localstack',
      { cause: error },
    );
  }
}

function isModuleNotFound(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND';
}
