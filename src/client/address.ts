import { BusError, isStage, longestPrefix, splitMember } from '../definition/index.ts';
import { procedureFunctionName, topicName } from '../topology/names.ts';
import { deployed } from './deployment.ts';
import type { ApiLocation, BusOptions } from './options.ts';
import type { EventPublisher } from './ports.ts';

/** Where a function is. */
export interface FunctionAddress {
  /** A bare name, or an ARN for another account. */
  readonly functionName: string;
  readonly region: string | undefined;
}

/** The function of a procedure, by its dotted name. */
export function functionAddress(procedure: string, options: BusOptions): FunctionAddress {
  const { api, member } = splitMember(procedure);
  const name = procedureFunctionName(stageOf(options), api, member);
  const location = locationOf(api, options);
  const region = location?.region ?? options.region;
  if (location?.account === undefined) return { functionName: name, region };
  // The ARN's region is only read by Lambda when it is there; a bare account and name say the rest.
  return { functionName: `${location.account}:function:${name}`, region };
}

/** The topic of an event, by its dotted name. */
export interface TopicAddress {
  readonly topicArn: string;
  readonly region: string | undefined;
}

/** Finds an event's topic at once where account and region are known, else after asking for them. */
export function topicAddress(
  event: string,
  fifo: boolean,
  options: BusOptions,
  publisher: EventPublisher,
): TopicAddress | Promise<TopicAddress> {
  const given = deployed('LAMBDABUS_TOPICS', options.topics)[event];
  if (given !== undefined) return { topicArn: given, region: given.split(':')[3] };
  const { api, member } = splitMember(event);
  const name = topicName(stageOf(options), api, member, fifo);
  const location = locationOf(api, options);
  const region = location?.region ?? options.region;
  const account = location?.account ?? options.account ?? process.env['LAMBDABUS_ACCOUNT'];
  const knownRegion = region ?? process.env['AWS_REGION'];
  const made = (inRegion: string, ofAccount: string): TopicAddress => ({
    topicArn: `arn:${partitionOf(inRegion)}:sns:${inRegion}:${ofAccount}:${name}`,
    region,
  });
  if (account !== undefined && knownRegion !== undefined) return made(knownRegion, account);
  return Promise.all([knownRegion ?? publisher.region(), account ?? publisher.account(region)]).then((found) =>
    made(...found),
  );
}

function locationOf(api: string, options: BusOptions): ApiLocation | undefined {
  const locations = deployed('LAMBDABUS_LOCATIONS', options.locations);
  const prefix = longestPrefix(api, Object.keys(locations));
  return prefix === undefined ? undefined : locations[prefix];
}

/** @throws BusError `STAGE_MISSING` inside Lambda when nothing says the stage. */
function stageOf({ stage = process.env['LAMBDABUS_STAGE'] }: BusOptions): string {
  const found = stage ?? (process.env['AWS_LAMBDA_FUNCTION_NAME'] === undefined ? 'dev' : undefined);
  if (found === undefined) {
    throw new BusError(
      'STAGE_MISSING',
      'This function does not know its stage. Set the environment variable LAMBDABUS_STAGE, or pass createBus({ stage }); the constructs of lambdabus/infra set it.',
    );
  }
  if (!isStage(found)) {
    throw new BusError('STAGE_MISSING', `The stage "${found}" does not match [a-z][a-z0-9]*, such as dev or prod.`);
  }
  return found;
}

/** @see https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
function partitionOf(region: string): string {
  const prefixes = [
    ['cn-', 'aws-cn'],
    ['us-gov-', 'aws-us-gov'],
    ['us-isob-', 'aws-iso-b'],
    ['us-isof-', 'aws-iso-f'],
    ['eu-isoe-', 'aws-iso-e'],
    ['us-iso-', 'aws-iso'],
    ['eusc-', 'aws-eusc'],
  ] as const;
  return prefixes.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}
