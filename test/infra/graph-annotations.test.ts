import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { Bus } from '../../infra/index.ts';
import type { Manifest } from '../../src/manifest/index.ts';
import { bundleOf, helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';

const source = { file: 'apis.ts', line: 1, column: 1 } as const;

const calling = (service: string, calls: string): Manifest =>
  located(
    helpdeskManifest({
      service,
      apis: [
        {
          name: service,
          className: 'X',
          source,
          procedures: [{ name: 'go', source, options: {}, bundle: bundleOf(`${service}.go`, { calls: [calls] }) }],
          events: [],
        },
      ],
      listeners: [],
      schedules: [],
    }),
  );

describe('the services of an app', () => {
  it('are warned of a circle of calls that only both together make', () => {
    const app = temporaryApp();
    const [first, second] = [new Stack(app, 'A'), new Stack(app, 'B')];

    new Bus(first, 'Bus', { manifest: calling('a', 'b.go'), stage: 'dev' });
    new Bus(second, 'Bus', { manifest: calling('b', 'a.go'), stage: 'dev' });

    Annotations.fromStack(first).hasNoWarning('*', Match.anyValue());
    Annotations.fromStack(second).hasWarning('/B/Bus', Match.stringLikeRegexp('a\\.go → b\\.go → a\\.go'));
  });

  it('are not taken together when they are deployed in different stages', () => {
    const stack = new Stack(temporaryApp(), 'A');

    new Bus(stack, 'Dev', { manifest: calling('a', 'b.go'), stage: 'dev' });
    new Bus(stack, 'Prod', { manifest: calling('b', 'a.go'), stage: 'prod' });

    expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
  });

  it('are refused twice in one place, where their names would be taken', () => {
    const env = { account: '111111111111', region: 'eu-west-1' };
    const app = temporaryApp();
    const [first, second] = [new Stack(app, 'A', { env }), new Stack(app, 'B', { env })];

    new Bus(first, 'Bus', { manifest: located(helpdeskManifest()), stage: 'dev' });
    new Bus(second, 'Bus', { manifest: located(helpdeskManifest()), stage: 'dev' });

    Annotations.fromStack(second).hasError(
      '/B/Bus',
      Match.stringLikeRegexp('NAME_COLLISION: A/Bus deploys stage "dev" of service "helpdesk" to the same account'),
    );
  });

  it('are refused twice in one stack, wherever that is deployed', () => {
    const stack = new Stack(temporaryApp(), 'A');

    new Bus(stack, 'One', { manifest: calling('a', 'b.go'), stage: 'dev' });
    new Bus(stack, 'Two', { manifest: calling('a', 'b.go'), stage: 'dev' });

    Annotations.fromStack(stack).hasError('/A/Two', Match.stringLikeRegexp('^NAME_COLLISION: A/One'));
  });

  it('are warned of twice where the account is not known, and stand in two regions', () => {
    const app = temporaryApp();
    const [first, second] = [new Stack(app, 'A'), new Stack(app, 'B')];
    const there = new Stack(app, 'C', { env: { account: '111111111111', region: 'eu-west-1' } });

    for (const stack of [first, second, there])
      new Bus(stack, 'Bus', { manifest: located(helpdeskManifest()), stage: 'dev' });

    Annotations.fromStack(second).hasWarning('/B/Bus', Match.stringLikeRegexp('A/Bus deploys stage "dev" of service'));
    for (const stack of [first, second, there]) Annotations.fromStack(stack).hasNoError('*', Match.anyValue());
    expect(Annotations.fromStack(there).findWarning('*', Match.stringLikeRegexp('deploys stage'))).toEqual([]);
  });
});
