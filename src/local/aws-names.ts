/** The account that everything local belongs to. */
export const localAccount = '000000000000';

/** The region when neither an option nor the environment names one. */
export const defaultRegion = 'us-east-1';

/** The ARN of a local function, without a qualifier. */
export function functionArn(region: string, name: string): string {
  return `arn:aws:lambda:${region}:${localAccount}:function:${name}`;
}

/** The ARN of a local queue. */
export function queueArn(region: string, name: string): string {
  return `arn:aws:sqs:${region}:${localAccount}:${name}`;
}

/** The ARN of a local topic. */
export function topicArn(region: string, name: string): string {
  return `arn:aws:sns:${region}:${localAccount}:${name}`;
}
