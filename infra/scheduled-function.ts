import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { ScheduleResource } from '../src/topology/index.ts';
import { arnOfQueue } from './arns.ts';
import { required } from './required.ts';
import { ServiceFunction, type ServiceFunctionProps } from './service-function.ts';

/** Properties of a {@link ScheduledFunction}. */
export interface ScheduledFunctionProps extends ServiceFunctionProps {
  readonly schedule: ScheduleResource;
}

/** A schedule and its function. */
export class ScheduledFunction extends Construct {
  readonly function: LambdaFunction;
  readonly schedule: CfnSchedule;

  constructor(scope: Construct, id: string, props: ScheduledFunctionProps) {
    super(scope, id);
    const { schedule } = props;
    const failedQueueArn = arnOfQueue(this, required(props.failedQueue), schedule.deadLetterQueue);
    this.function = new ServiceFunction(this, 'Handler', props).function;

    const role = new Role(this, 'SchedulerRole', {
      description: `Lets EventBridge Scheduler run ${schedule.name}`,
      assumedBy: onlyFromThisAccount(this),
      inlinePolicies: {
        run: new PolicyDocument({
          statements: [
            new PolicyStatement({
              sid: 'Run',
              actions: ['lambda:InvokeFunction'],
              resources: [this.function.functionArn],
            }),
            new PolicyStatement({
              sid: 'KeepFailures',
              actions: ['sqs:SendMessage'],
              resources: [failedQueueArn],
            }),
            ...useOf(props.addresses.keyOf(schedule.deadLetterQueue)),
          ],
        }),
      },
    });

    this.schedule = new CfnSchedule(this, 'Schedule', {
      name: schedule.name,
      description: props.resource.description,
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: schedule.expression,
      scheduleExpressionTimezone: schedule.timezone,
      target: {
        arn: this.function.functionArn,
        roleArn: role.roleArn,
        // A run late is a run that nobody planned: what cannot be started at its time rests in the queue.
        retryPolicy: { maximumRetryAttempts: 0 },
        deadLetterConfig: { arn: failedQueueArn },
        input: JSON.stringify({ scheduledAt: '<aws.scheduler.scheduled-time>' }),
      },
    });
  }
}

/** What sending to a queue with a customer key takes. */
function useOf(key: IKey | undefined): readonly PolicyStatement[] {
  if (key === undefined) return [];
  const actions = ['kms:Decrypt', 'kms:GenerateDataKey*'];
  return [new PolicyStatement({ sid: 'Encrypt', actions, resources: [key.keyArn] })];
}

/**
 * Scheduler's principal, for schedules of this account's default group only.
 * @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
function onlyFromThisAccount(scope: Construct): ServicePrincipal {
  const stack = Stack.of(scope);
  return new ServicePrincipal('scheduler.amazonaws.com', {
    conditions: {
      StringEquals: {
        'aws:SourceAccount': stack.account,
        'aws:SourceArn': stack.formatArn({
          service: 'scheduler',
          resource: 'schedule-group',
          resourceName: 'default',
        }),
      },
    },
  });
}
