import { join } from 'node:path';
import { Annotations, AssetHashType, Duration, type RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  type ApplicationLogLevel,
  Architecture,
  CfnEventInvokeConfig,
  CfnFunction,
  Code,
  Function as LambdaFunction,
  type FunctionOptions as LambdaFunctionOptions,
  LoggingFormat,
  Runtime,
  RuntimeFamily,
  type SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct, Dependable } from 'constructs';
import { defined } from '../src/topology/defined.ts';
import type { FunctionResource } from '../src/topology/index.ts';
import { acknowledge } from './acknowledge.ts';
import type { Addresses } from './addresses.ts';
import { arnOfQueue } from './arns.ts';
import { callPolicies, managedCallPolicies } from './call-policies.ts';
import { definitionInvalid } from './definition-invalid.ts';
import { executionPolicy } from './execution-policy.ts';
import type { FunctionSettings } from './function-settings.ts';
import type { RemovalPolicies } from './removal-policies.ts';

/** What the functions of a service have in common. */
export interface ServiceFunctionProps {
  readonly resource: FunctionResource;
  /** The directory that bundle paths are relative to. */
  readonly bundleRoot: string;
  /** The deployment's settings for all functions. */
  readonly defaults: FunctionSettings;
  /** The deployment's settings for this one, which win. */
  readonly settings: FunctionSettings;
  /** Keeps failed asynchronous invocations of procedures and schedules. */
  readonly failedQueue: IQueue | undefined;
  readonly removal: Readonly<Record<keyof RemovalPolicies, RemovalPolicy>>;
  readonly addresses: Addresses;
  /** The customer key of its log and environment. */
  readonly encryptionKey: IKey | undefined;
}

/** A function of a service, with a role and a log group of its own. */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { resource } = props;
    const deployed = deploymentSettings({ ...props.defaults, ...defined(props.settings) });

    // Made here rather than by Lambda at the first request: it has a retention, and the role can name it exactly.
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${resource.name}`,
      retention: resource.logRetention === 'forever' ? RetentionDays.INFINITE : resource.logRetention,
      removalPolicy: props.removal.logGroups,
      encryptionKey: props.encryptionKey,
    });

    // Inline policies come with the role, one resource instead of two. Grants from outside still add a policy.
    const calls = callPolicies(resource);
    const role = new Role(this, 'Role', {
      description: `Execution role of ${resource.name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      managedPolicies: managedCallPolicies(this, resource, { ...calls, addresses: props.addresses }),
      inlinePolicies: {
        bus: executionPolicy(this, {
          resource: { ...resource, grants: { ...resource.grants, invoke: calls.inline } },
          logGroupArn: logGroup.logGroupArn,
          inVpc: deployed.vpc !== undefined,
          addresses: props.addresses,
          environmentKey: props.encryptionKey,
        }),
      },
    });

    waitForGrantsOnly(role);
    if (deployed.vpc !== undefined || resource.tracing !== 'off') acknowledge(role, 'everyResource');

    this.function = new LambdaFunction(this, 'Function', {
      ...deployed,
      functionName: resource.name,
      description: resource.description,
      runtime: new Runtime(resource.runtime, RuntimeFamily.NODEJS),
      architecture: resource.architecture === 'x86_64' ? Architecture.X86_64 : Architecture.ARM_64,
      handler: resource.handler,
      // The build knows the hash of its bundle: nothing is read again, and equal bundles are equal assets everywhere.
      code: Code.fromAsset(join(props.bundleRoot, resource.bundle.path), {
        assetHash: resource.bundle.sha256,
        assetHashType: AssetHashType.CUSTOM,
      }),
      memorySize: resource.memoryMb,
      timeout: Duration.seconds(resource.timeoutSeconds),
      ephemeralStorageSize:
        resource.ephemeralStorageMb === undefined ? undefined : Size.mebibytes(resource.ephemeralStorageMb),
      reservedConcurrentExecutions: resource.reservedConcurrency,
      environment: { ...resource.environment, LAMBDABUS_ACCOUNT: Stack.of(this).account },
      environmentEncryption: props.encryptionKey,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      // The members of CDK's enums are Lambda's own words.
      applicationLogLevelV2: resource.applicationLogLevel as ApplicationLogLevel | undefined,
      systemLogLevelV2: resource.systemLogLevel as SystemLogLevel | undefined,
    });
    trace(this.function, resource);
    checkPlatform(this, resource);
    warnOfReservedListener(this, resource);

    if (resource.onFailure !== undefined && props.failedQueue !== undefined) {
      // By L1: the L2 construct would grant what the role allows already, with one more policy for each function.
      new CfnEventInvokeConfig(this, 'AsynchronousInvocation', {
        functionName: this.function.functionName,
        qualifier: '$LATEST',
        maximumRetryAttempts: resource.onFailure.maximumRetryAttempts,
        maximumEventAgeInSeconds: resource.onFailure.maximumEventAgeSeconds,
        destinationConfig: {
          onFailure: { destination: arnOfQueue(this, props.failedQueue, resource.onFailure.queue) },
        },
      });
    }
  }
}

/** The settings that go to CDK as they are; the others are in the topology. */
function deploymentSettings({
  layers,
  recursiveLoop,
  vpc,
  vpcSubnets,
  securityGroups,
  allowAllOutbound,
  allowAllIpv6Outbound,
  allowPublicSubnet,
  ipv6AllowedForDualStack,
}: FunctionSettings): Partial<LambdaFunctionOptions> {
  return {
    layers,
    recursiveLoop,
    vpc,
    vpcSubnets,
    securityGroups,
    allowAllOutbound,
    allowAllIpv6Outbound,
    allowPublicSubnet,
    ipv6AllowedForDualStack,
  };
}

/**
 * What depends on a role waits for the policies that grants add to it. For the role itself it waits by referring to it:
 * an explicit dependency besides is noise in every template, which cfn-lint reports (W3005).
 */
function waitForGrantsOnly(role: Role): void {
  Dependable.implement(role, {
    get dependencyRoots() {
      return role.node.children.filter((child) => child !== role.node.defaultChild);
    },
  });
}

/** By L1: the L2 property would add a policy to each role, which allows what the inline one allows already. */
function trace(lambda: LambdaFunction, { tracing }: FunctionResource): void {
  if (tracing === 'off') return;
  const { defaultChild } = lambda.node;
  if (!(defaultChild instanceof CfnFunction))
    throw new TypeError(`${lambda.node.path} holds no AWS::Lambda::Function.`);
  defaultChild.tracingConfig = { mode: tracing === 'active' ? 'Active' : 'PassThrough' };
}

function warnOfReservedListener(scope: Construct, { kind, source, reservedConcurrency }: FunctionResource): void {
  if (kind !== 'listener' || reservedConcurrency === undefined) return;
  Annotations.of(scope).addWarningV2(
    'lambdabus:reservedConcurrencyOfListener',
    `The listener ${source} has a reserved concurrency of ${reservedConcurrency}. Lambda goes on taking messages from its queue and throttles itself: each throttle counts as a receive, and messages end in the dead-letter queue without having been handled. Use maxConcurrency instead. See https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html`,
  );
}

/** Native code of another processor fails when it is loaded, and not before. */
function checkPlatform(scope: Construct, { name, architecture, bundle: { platform } }: FunctionResource): void {
  if (platform === undefined || platform === `linux-${architecture}`) return;
  throw definitionInvalid(
    scope,
    `${name} is to run on linux-${architecture}, but its bundle holds native code for ${platform}. ` +
      'Set the option "architecture" in the code, so that the build knows it, and build with build() or lambdabus build; lambdabus dev builds for this machine.',
  );
}
