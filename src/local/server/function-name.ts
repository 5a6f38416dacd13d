import { functionArn } from '../aws-names.ts';
import { functionNotFound } from './service-error.ts';

/** `name`, `name:qualifier`, `account:function:name`, `function:name`, or an ARN, each with or without a qualifier. */
const pattern =
  /^(?:(?:arn:aws[a-z-]*:lambda:(?<region>[a-z0-9-]+):)?(?:(?<account>\d{12}):)?function:)?(?<name>[A-Za-z0-9-_]+)(?::(?<qualifier>\$LATEST|[A-Za-z0-9-_]+))?$/;

/**
 * The bare name behind any form that Lambda takes for `FunctionName`.
 * @throws ServiceError `ResourceNotFoundException` for another region, and for a qualifier other than `$LATEST`.
 */
export function bareFunctionName(given: string, qualifier: string | undefined, region: string): string {
  const groups = pattern.exec(given)?.groups;
  if (groups === undefined) throw functionNotFound(given);
  const name = groups['name'] ?? '';
  const version = groups['qualifier'] ?? qualifier ?? '$LATEST';
  if (groups['region'] !== undefined && groups['region'] !== region) throw functionNotFound(given);
  if (version !== '$LATEST') throw functionNotFound(`${functionArn(region, name)}:${version}`);
  return name;
}
