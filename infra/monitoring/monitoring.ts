import { NestedStack, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { QueueResource, Topology } from '../../src/topology/index.ts';
import type { EventSubscription } from '../event-subscription.ts';
import { MessageQueue } from '../message-queue.ts';
import { watchErrors } from './error-filter.ts';
import { assertKnownListeners } from './known-listeners.ts';
import type { MonitoringProps } from './monitoring-props.ts';
import { QueueAlarms } from './queue-alarms.ts';
import { ServiceAlarms } from './service-alarms.ts';
import { serviceDashboard } from './service-dashboard.ts';

/** What is monitored, and where it stands. */
export interface MonitoringInput extends MonitoringProps {
  readonly topology: Topology;
  /** The construct of a procedure, listener or schedule, by its name. */
  readonly unit: (name: string) => Construct;
  /** A listener's queues of an event. */
  readonly queues: (listener: string, event: string) => EventSubscription;
}

/**
 * Alarms, metric filters and the dashboard of a service. They stand in nested stacks of their own, one beside each stack
 * that they watch: turning monitoring on takes nothing of the room that the service's stacks have left.
 */
export function monitor(bus: Construct, { topology, unit, queues, ...props }: MonitoringInput): void {
  assertKnownListeners(bus, topology, props);
  const stacks = new Map<Stack, NestedStack>();
  const besideStackOf = (watched: Construct): NestedStack => {
    const stack = Stack.of(watched);
    const id = stack === Stack.of(bus) ? 'root' : stack.node.id;
    const made =
      stacks.get(stack) ??
      new NestedStack(bus, `monitoring-${id}`, { description: `Alarms of service ${topology.service}: ${id}` });
    stacks.set(stack, made);
    return made;
  };

  const own = besideStackOf(bus);
  new ServiceAlarms(own, 'service', { topology, actions: props.alarmActions ?? [] });
  if (props.dashboard !== false) serviceDashboard(own, topology);
  for (const resource of topology.functions) {
    watchErrors(besideStackOf(unit(resource.source)), { resource, topology, logs: unit(resource.source) });
  }
  for (const queue of topology.queues) {
    if (queue.listener === undefined || queue.event === undefined) continue;
    new QueueAlarms(besideStackOf(unit(queue.listener)), queue.name, {
      queue,
      queueName: queueNameOf(queue, queues(queue.listener, queue.event)),
      oldestMessage: props.oldestMessage?.[queue.listener],
      actions: props.alarmActions ?? [],
    });
  }
}

/** The bus's own queues by the name that is known; one that the deployment brought by what it says itself. */
function queueNameOf({ name, role }: QueueResource, { queue, deadLetterQueue }: EventSubscription): string {
  const made = role === 'source' ? queue : deadLetterQueue;
  return role === 'undelivered' || made instanceof MessageQueue ? name : made.queueName;
}
