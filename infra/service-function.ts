import { join } from 'node:path';
import { AssetHashType, Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  CfnEventInvokeConfig,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { defined } from '../src/topology/defined.ts';
import type { FunctionResource } from '../src/topology/index.ts';
import { arnOfQueue } from './arns.ts';
import { executionPolicy } from './execution-policy.ts';
import type { FunctionSettings } from './function-settings.ts';

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
  readonly logRetention: RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** A function of a service, with a role and a log group of its own. */
export class ServiceFunction extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id);
    const { resource } = props;
    const {
      memorySize: _memory,
      timeout: _timeout,
      environment: _environment,
      ...settings
    } = {
      ...props.defaults,
      ...defined(props.settings),
    };

    // Made here rather than by Lambda at the first request: it has a retention, and the role can name it exactly.
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${resource.name}`,
      retention: props.logRetention,
      removalPolicy: props.removalPolicy,
    });

    // Inline policies come with the role, one resource instead of two. Grants from outside still add a policy.
    const role = new Role(this, 'Role', {
      description: `Execution role of ${resource.name}`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        bus: executionPolicy(this, {
          resource,
          logGroupArn: logGroup.logGroupArn,
          inVpc: settings.vpc !== undefined,
        }),
      },
    });

    this.function = new LambdaFunction(this, 'Function', {
      architecture: Architecture.ARM_64,
      ...settings,
      functionName: resource.name,
      description: resource.description,
      runtime: Runtime.NODEJS_24_X,
      handler: resource.handler,
      // The build knows the hash of its bundle: nothing is read again, and equal bundles are equal assets everywhere.
      code: Code.fromAsset(join(props.bundleRoot, resource.bundle.path), {
        assetHash: resource.bundle.sha256,
        assetHashType: AssetHashType.CUSTOM,
      }),
      memorySize: resource.memoryMb,
      timeout: Duration.seconds(resource.timeoutSeconds),
      environment: { ...resource.environment, LAMBDABUS_ACCOUNT: Stack.of(this).account },
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    });

    if (resource.onFailure !== undefined && props.failedQueue !== undefined) {
      // By L1: the L2 construct would grant what the role allows already, with one more policy for each function.
      new CfnEventInvokeConfig(this, 'AsynchronousInvocation', {
        functionName: this.function.functionName,
        qualifier: '$LATEST',
        maximumRetryAttempts: resource.onFailure.maximumRetryAttempts,
        destinationConfig: {
          onFailure: { destination: arnOfQueue(this, props.failedQueue, resource.onFailure.queue) },
        },
      });
    }
  }
}
