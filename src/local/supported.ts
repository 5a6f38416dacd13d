import { defaultRegion } from './aws-names.ts';
import { LocalBusError } from './local-bus-error.ts';

/**
 * Refuses a platform whose processes cannot be ended as a group.
 * @throws LocalBusError `PLATFORM_UNSUPPORTED`
 */
export function assertPlatform(platform: NodeJS.Platform): void {
  if (platform !== 'win32') return;
  throw new LocalBusError(
    'PLATFORM_UNSUPPORTED',
    'The local bus runs on Linux and macOS: it ends functions by their process groups, which Windows does not have. Run it in the Windows Subsystem for Linux.',
  );
}

/**
 * Refuses a region whose ARNs do not begin with `arn:aws:`: topics and queues would not be found by theirs.
 * @throws LocalBusError `REGION_UNSUPPORTED`
 */
function assertRegion(region: string): void {
  if (/^[a-z]{2}(-[a-z]+)+-\d$/.test(region) && !/^(cn|us-gov|us-iso[a-z]*|eu-isoe|eusc)-/.test(region)) return;
  throw new LocalBusError(
    'REGION_UNSUPPORTED',
    `The local bus cannot be in region "${region}". Take one of the partition "aws", such as us-east-1 or eu-central-1.`,
  );
}

/**
 * The region of a local bus: the option, else that of the environment, else the default.
 * @throws LocalBusError `REGION_UNSUPPORTED`
 */
export function localRegion(option: string | undefined): string {
  const region = option ?? process.env['AWS_REGION'] ?? defaultRegion;
  assertRegion(region);
  return region;
}
