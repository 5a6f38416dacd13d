import { Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { BusError, isBusError } from '../src/definition/index.ts';
import type { Manifest } from '../src/manifest/index.ts';
import { createTopology, type Topology } from '../src/topology/index.ts';
import { toOverrides } from './function-overrides.ts';
import type { FunctionSettings, SingleFunctionSettings } from './function-settings.ts';

/** What the topology of a deployment is made from. */
export interface DeployedTopologyProps {
  readonly manifest: Manifest;
  readonly stage: string;
  readonly events?: 'own' | 'external' | undefined;
  readonly defaults?: FunctionSettings | undefined;
  readonly functions?: Readonly<Record<string, SingleFunctionSettings>> | undefined;
}

/** The topology of a construct's props; what is wrong with it is said at synth, with the construct's path. */
export function deployedTopology(scope: Construct, props: DeployedTopologyProps): Topology {
  if (Token.isUnresolved(props.stage)) {
    throw new BusError(
      'DEFINITION_INVALID',
      `The stage of ${scope.node.path} is known only at deployment, but it is part of every name. Pass a plain string, such as the value of app.node.tryGetContext('stage').`,
    );
  }
  try {
    return createTopology(props.manifest, {
      stage: props.stage,
      events: props.events,
      defaults: props.defaults === undefined ? undefined : toOverrides(props.defaults),
      functions: Object.fromEntries(
        Object.entries(props.functions ?? {}).map(([name, settings]) => [name, toOverrides(settings)]),
      ),
    });
  } catch (error) {
    if (!isBusError(error)) throw error;
    throw new BusError(error.code, `${scope.node.path}: ${error.message}`, { cause: error });
  }
}
