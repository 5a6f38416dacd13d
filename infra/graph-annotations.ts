import { Annotations, Stack } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { checkGraph, type DeployedService } from '../src/manifest/index.ts';

interface Seen {
  readonly services: DeployedService[];
  readonly findings: Set<string>;
}

/** The services of each app that are deployed to one place in one stage, as far as they are made. */
const apps = new WeakMap<IConstruct, Map<string, Seen>>();

/**
 * Says of a service how it works together with those of the app that were made before it: what may be meant as a
 * warning that `Annotations.of(…).acknowledgeWarning()` takes too, what cannot work as an error.
 */
export function annotateGraph(scope: Construct, stage: string, service: DeployedService): void {
  const seen = seenIn(scope, stage);
  // One service in several stacks is deployed to several places, whose names are not known yet.
  if (seen.services.some(({ manifest }) => manifest.service === service.manifest.service)) return;
  seen.services.push(service);
  for (const { severity, code, message, hint } of checkGraph(seen.services)) {
    if (seen.findings.has(message)) continue;
    seen.findings.add(message);
    if (severity === 'error') Annotations.of(scope).addError(`${code}: ${message} ${hint}`);
    else Annotations.of(scope).addWarningV2(`lambdabus:${code}`, `${message} ${hint}`);
  }
}

function seenIn(scope: Construct, stage: string): Seen {
  const { root } = scope.node;
  const places = apps.get(root) ?? new Map<string, Seen>();
  apps.set(root, places);
  const { account, region } = Stack.of(scope);
  const key = `${stage} ${account} ${region}`;
  const seen = places.get(key) ?? { services: [], findings: new Set() };
  places.set(key, seen);
  return seen;
}
