import { spawnSync } from 'node:child_process';
import { describe } from 'vitest';
import { startEmulator } from '../../src/testing/index.ts';
import { describeDeployment } from './deployment-contract.ts';

/**
 * Images of emulators that may run in a container: the one that `test/support/emulator-image/build.sh` makes, and the
 * last LocalStack that needs no token. Nothing is pulled here: `docker pull` one, or build it, and it is tested.
 */
const images = process.env['LAMBDABUS_EMULATOR_IMAGE']?.split(',') ?? [
  'lambdabus-emulator:1.5.33',
  'localstack/localstack:4.14.0',
];

// Testcontainers' own reaper is an image too; the test stops its container itself.
process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true';

for (const image of images) {
  const isLocalStack = image.includes('localstack/');
  describe.skipIf(!isHere(image))(`in a container of ${image}`, () => {
    describeDeployment(
      image,
      () =>
        startEmulator({
          image,
          // LocalStack runs functions in containers beside it, which are of the machine's architecture.
          dockerSocket: isLocalStack,
          environment: isLocalStack ? { LAMBDA_IGNORE_ARCHITECTURE: '1' } : {},
        }),
      { enforcesPolicies: false },
    );
  });
}

/** Whether Docker answers and holds the image. */
function isHere(image: string): boolean {
  return spawnSync('docker', ['image', 'inspect', image], { stdio: 'ignore' }).status === 0;
}
