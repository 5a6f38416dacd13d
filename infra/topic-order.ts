import { Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { BusError } from '../src/definition/index.ts';

// Symbols of the global registry: two copies of the library may be in one app.
const topicsKey = Symbol.for('lambdabus.infra.topics');
const subscriptionsKey = Symbol.for('lambdabus.infra.subscriptions');

/** What a construct brings to the order in which topics and their subscriptions are deployed. */
export interface TopicsAndSubscriptions {
  /** The topics it makes, by physical name. */
  readonly topics: ReadonlyMap<string, IConstruct>;
  /** Its subscriptions, and the physical names of the topics that they are to. */
  readonly subscriptions: readonly { readonly topic: string; readonly subscription: IConstruct }[];
}

interface Party extends IConstruct {
  readonly [topicsKey]: TopicsAndSubscriptions['topics'];
  readonly [subscriptionsKey]: TopicsAndSubscriptions['subscriptions'];
}

/**
 * Lets stacks of one app be deployed after those whose topics they subscribe to. Services find each other by name, so
 * CDK sees no reference between them, and SNS takes no subscription to a topic that is not there yet.
 *
 * @throws BusError `DEFINITION_INVALID` when two stacks would have to wait for each other.
 */
export function orderByTopics(construct: IConstruct, { topics, subscriptions }: TopicsAndSubscriptions): void {
  const party: Party = Object.assign(construct, { [topicsKey]: topics, [subscriptionsKey]: subscriptions });
  subscribeAfter(party, party);
  for (const other of construct.node.root.node.findAll()) {
    if (!isParty(other) || other === party || !isSamePlace(party, other)) continue;
    subscribeAfter(party, other);
    subscribeAfter(other, party);
  }
}

function subscribeAfter(subscriber: Party, holder: Party): void {
  const [from, to] = [outermostStack(subscriber), outermostStack(holder)];
  for (const { topic: name, subscription } of subscriber[subscriptionsKey]) {
    const topic = holder[topicsKey].get(name);
    // A service that stands twice in the app hears the topics of its own.
    if (topic === undefined || (subscriber !== holder && subscriber[topicsKey].has(name))) continue;
    if (from === to) {
      // Within one stack a service's own subscription refers to its topic, which is order enough.
      const refers = subscriber === holder && Stack.of(subscription) === Stack.of(topic);
      if (!refers) subscription.node.addDependency(topic);
      continue;
    }
    if (waitsFor(to, from)) {
      throw new BusError(
        'DEFINITION_INVALID',
        `Stack "${from.node.path}" subscribes to the topic ${name} of stack "${to.node.path}", which waits for it in turn, so neither could be deployed first. Give one of the two services an EventsStack for its topics, and its BusStack events: 'external'.`,
      );
    }
    from.addStackDependency(to, `it subscribes to the topic ${name}`);
  }
}

/** The stack that is deployed for itself: nested ones go with it. */
function outermostStack(construct: IConstruct): Stack {
  let stack = Stack.of(construct);
  while (stack.nestedStackParent !== undefined) stack = stack.nestedStackParent;
  return stack;
}

/** Whether a stack is deployed after another one, itself or through others. */
function waitsFor(stack: Stack, other: Stack): boolean {
  return stack.dependencies.some((dependency) => dependency === other || waitsFor(dependency, other));
}

/** Topics are found by name within an account and region; CDK orders only what is in one stage of a pipeline. */
function isSamePlace(one: IConstruct, other: IConstruct): boolean {
  return Stage.of(one) === Stage.of(other) && Stack.of(one).environment === Stack.of(other).environment;
}

function isParty(construct: IConstruct): construct is Party {
  return topicsKey in construct && subscriptionsKey in construct;
}
