import { Annotations, Stack, Stage, Token } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';
import { checkGraph, type DeployedService } from '../src/manifest/index.ts';

interface Seen {
  readonly services: DeployedService[];
  readonly findings: Set<string>;
  /** What deploys each service, by the services' names. */
  readonly scopes: Map<string, Construct>;
}

/** The services of each app that are deployed to one place in one stage, as far as they are made. */
const apps = new WeakMap<IConstruct, Map<string, Seen>>();

/**
 * Says of a service how it works together with those of the app that were made before it: what may be meant as a
 * warning that `Annotations.of(…).acknowledgeWarning()` takes too, what cannot work as an error.
 */
export function annotateGraph(scope: Construct, stage: string, service: DeployedService): void {
  const seen = seenIn(scope, stage);
  const name = service.manifest.service;
  const other = seen.scopes.get(name);
  if (other !== undefined) {
    annotateTwice(scope, { other, stage, name });
    return;
  }
  seen.scopes.set(name, scope);
  seen.services.push(service);
  for (const { severity, code, message, hint } of checkGraph(seen.services)) {
    if (seen.findings.has(message)) continue;
    seen.findings.add(message);
    if (severity === 'error') Annotations.of(scope).addError(`${code}: ${message} ${hint}`);
    else Annotations.of(scope).addWarningV2(`lambdabus:${code}`, `${message} ${hint}`);
  }
}

/** One service twice: several places whose accounts are not known yet, or a mistake. */
function annotateTwice(
  scope: Construct,
  { other, stage, name }: { readonly other: Construct; readonly stage: string; readonly name: string },
): void {
  const { account, region } = Stack.of(scope);
  const service = `stage "${stage}" of service "${name}"`;
  const hint = 'Their functions, topics and queues would have the same names: give one of them another stage.';
  if (Stack.of(scope) === Stack.of(other) || ![account, region].some((value) => Token.isUnresolved(value))) {
    Annotations.of(scope).addError(
      `NAME_COLLISION: ${other.node.path} deploys ${service} to the same account and region. ${hint}`,
    );
  } else if (Stage.of(scope) === Stage.of(other)) {
    Annotations.of(scope).addWarningV2(
      'lambdabus:NAME_COLLISION',
      `${other.node.path} deploys ${service} as well, and neither stack has an env. In one account and region that fails. ${hint}`,
    );
  }
}

function seenIn(scope: Construct, stage: string): Seen {
  const { root } = scope.node;
  const places = apps.get(root) ?? new Map<string, Seen>();
  apps.set(root, places);
  const { account, region } = Stack.of(scope);
  const key = `${stage} ${account} ${region}`;
  const seen = places.get(key) ?? { services: [], findings: new Set(), scopes: new Map() };
  places.set(key, seen);
  return seen;
}
