import type { MappingResource } from '../../topology/topology.ts';
import { functionArn, localAccount, queueArn } from '../aws-names.ts';
import type { LocalFunction } from '../functions/invocation.ts';

/** A function as Lambda describes it. @see https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
export function functionConfiguration({ resource }: LocalFunction, region: string): object {
  return {
    FunctionName: resource.name,
    FunctionArn: functionArn(region, resource.name),
    Runtime: `nodejs${process.versions.node.split('.')[0]}.x`,
    Role: `arn:aws:iam::${localAccount}:role/local`,
    Handler: resource.handler,
    Description: resource.description ?? '',
    Timeout: resource.timeoutSeconds,
    MemorySize: resource.memoryMb,
    CodeSha256: Buffer.from(resource.bundle.sha256, 'hex').toString('base64'),
    Version: '$LATEST',
    Environment: { Variables: resource.environment },
    PackageType: 'Zip',
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    State: 'Active',
    LastUpdateStatus: 'Successful',
  };
}

/** An event source mapping as Lambda describes it. @see https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html */
export function mappingConfiguration(mapping: MappingResource, region: string): object {
  return {
    UUID: mapping.queue,
    EventSourceArn: queueArn(region, mapping.queue),
    FunctionArn: functionArn(region, mapping.function),
    BatchSize: mapping.batchSize,
    MaximumBatchingWindowInSeconds: mapping.batchWindowSeconds,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    ...(mapping.maxConcurrency === undefined ? {} : { ScalingConfig: { MaximumConcurrency: mapping.maxConcurrency } }),
    State: 'Enabled',
  };
}
