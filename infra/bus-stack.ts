import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Bus } from './bus.ts';
import type { BusProps } from './bus-props.ts';
import { givenManifest } from './given-manifest.ts';
import { assertBusStackProps, busPropsOf } from './known-props.ts';

/** Properties of a {@link BusStack}. */
export interface BusStackProps extends StackProps, BusProps {}

/**
 * A stack that holds one service.
 *
 * @example
 * ```ts
 * new BusStack(app, 'Support', { manifest: await build('bus.ts'), stage: 'dev' });
 * ```
 */
export class BusStack extends Stack {
  /** The service's constructs. */
  readonly bus: Bus;

  constructor(scope: Construct, id: string, props: BusStackProps) {
    super(scope, id, {
      ...props,
      description:
        props.description ?? `Service ${givenManifest(scope, id, props).service} on the bus, stage ${props.stage}`,
    });
    assertBusStackProps(this.node.path, props);
    this.bus = new Bus(this, 'Bus', busPropsOf(props));
  }
}
