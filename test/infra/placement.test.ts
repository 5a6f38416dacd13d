import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnOutput, CfnResource, type NestedStack, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AttributeType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { BusStack, type BusStackProps, EventsStack } from '../../infra/index.ts';
import { placementUnits } from '../../infra/placement/unit.ts';
import type { Manifest } from '../../src/manifest/index.ts';
import { largeManifest } from '../support/large-manifest.ts';
import { bundleOf, helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';

const directory = mkdtempSync(join(tmpdir(), 'lambdabus-placement-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
const file = join(directory, 'lambdabus.placement.json');
beforeEach(() => rmSync(file, { force: true }));

const update = { 'lambdabus:placement': 'update' };
const neverDeployed = { ...update, 'lambdabus:deployed': 'none' };

interface Made {
  readonly stack: BusStack;
  /** By the construct id of a nested stack, and `root`. */
  readonly templates: Readonly<Record<string, CloudFormationTemplate>>;
}

interface CloudFormationTemplate {
  readonly Resources: Readonly<Record<string, CloudFormationResource>>;
  readonly Parameters?: object;
  readonly Outputs?: object;
}

interface CloudFormationResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly DependsOn?: readonly string[];
}

/** A service in a stack, synthesized, with the template of each nested stack. */
function synthesized(
  manifest: Manifest,
  {
    context = {},
    use = () => {},
    ...props
  }: Partial<BusStackProps> & { context?: Record<string, string>; use?: (stack: BusStack) => void } = {},
): Made {
  const stack = new BusStack(temporaryApp(context), 'Large', {
    stage: 'prod',
    placement: { file },
    ...props,
    manifest: located(manifest),
  });
  use(stack);
  return { stack, templates: templatesOf(stack) };
}

function templatesOf(stack: Stack): Readonly<Record<string, CloudFormationTemplate>> {
  const root = Template.fromStack(stack).toJSON() as CloudFormationTemplate;
  const nested = stack.node
    .findAll()
    .filter((construct): construct is NestedStack => Stack.isStack(construct) && construct !== stack)
    .map((each) => [each.node.id, Template.fromStack(each).toJSON() as CloudFormationTemplate] as const);
  return { root, ...Object.fromEntries(nested) };
}

function record(): Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> {
  return JSON.parse(readFileSync(file, 'utf8')).services;
}

function sizes(templates: Made['templates']): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(templates).map(([id, { Resources }]) => [id, Object.keys(Resources).length]),
  );
}

/** What stands where, without the hash of the nested template's asset in its URL. */
function placedNames({ templates }: Made): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(templates).flatMap(([stack, { Resources }]) =>
      Object.entries(Resources).map(([id, resource]) => [`${stack}/${id}`, JSON.stringify(resource)]),
    ),
  );
}

/** 109 procedures are 436 resources, with the queue of failures and its policy 438. */
const most = { procedures: 109 };

describe('a service that fits into one stack', () => {
  it('needs no file and writes none', () => {
    const { templates } = synthesized(largeManifest(most));

    expect(sizes(templates)).toEqual({ root: 438 });
    expect(existsSync(file)).toBe(false);
  });

  it('is told to record its placement when it is about to outgrow it', () => {
    const warnings = ({ procedures }: { procedures: number }) =>
      synthesized(largeManifest({ procedures }))
        .stack.bus.node.metadata.filter(({ type }) => type === 'aws:cdk:warning')
        .map(({ data }) => String(data));

    expect(warnings({ procedures: 70 })).toEqual([]);
    expect(warnings({ procedures: 80 })).toEqual([
      expect.stringMatching(/has 322 resources; over 450 .*cdk synth -c lambdabus:placement=update.*placement\.json/),
    ]);
  });

  it('records itself whole in the root', () => {
    synthesized(largeManifest({ procedures: 2, events: 1 }), { context: update });

    expect(record()).toEqual({
      large: { root: ['area0.thing.changed0', 'area0.thing.get0', 'area0.thing.get1'] },
    });
  });
});

describe('a service that needs more than one stack', () => {
  it('is not deployed before it says what is deployed already', () => {
    const manifest = largeManifest({ procedures: 130 });

    for (const context of [{}, update]) {
      expect(() => synthesized(manifest, { context })).toThrow(
        /Large\/Bus: service "large" has 522 resources, more than the 450 for one stack, and .*placement\.json does not record.*lambdabus:deployed=none.*lambdabus:deployed=deployed\.json/s,
      );
    }
    expect(existsSync(file)).toBe(false);
  });

  it('fills the root, then nested stacks, none over 500 resources, with no exports, parameters or outputs', () => {
    const manifest = largeManifest({ procedures: 200, events: 40, listeners: 40 });

    const { templates } = synthesized(manifest, { context: neverDeployed });

    const { root = 0, ...nested } = sizes(templates);
    const stacks = Object.keys(nested);
    expect(root).toBeGreaterThan(440);
    expect(root).toBeLessThanOrEqual(450 + stacks.length);
    expect(Math.max(...Object.values(nested))).toBeLessThanOrEqual(360);
    expect(root + Object.values(nested).reduce((sum, count) => sum + count, 0)).toBe(
      2 + 200 * 4 + 40 * 2 + 40 * 11 + stacks.length,
    );
    for (const [id, template] of Object.entries(templates)) {
      expect(template.Outputs, id).toBeUndefined();
      // CDK's own, of the version of the bootstrap stack.
      expect(Object.keys(template.Parameters ?? {}), id).toEqual(id === 'root' ? ['BootstrapVersion'] : []);
    }
  });

  it('gives the same the second time, from the file', () => {
    const manifest = largeManifest({ procedures: 130, events: 3, listeners: 2 });

    const first = placedNames(synthesized(manifest, { context: neverDeployed }));
    const text = readFileSync(file, 'utf8');
    const second = placedNames(synthesized(manifest));
    const updated = placedNames(synthesized(manifest, { context: update }));

    expect(second).toEqual(first);
    expect(updated).toEqual(first);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('keeps what is deployed from one stack where it is, by its template', () => {
    const manifest = largeManifest(most);
    const before = synthesized(manifest);
    const template = join(directory, 'deployed.json');
    // As `aws cloudformation get-template` prints it.
    writeFileSync(template, JSON.stringify({ TemplateBody: before.templates['root'] }));

    const after = synthesized(withMore(manifest), {
      context: { ...update, 'lambdabus:deployed': template },
    });

    expect(placedNames(after)).toMatchObject(placedNames(before));
  });

  it('takes no template of another service for its own', () => {
    const template = join(directory, 'other.json');
    writeFileSync(template, JSON.stringify({ Resources: {} }));

    expect(() =>
      synthesized(largeManifest({ procedures: 130 }), { context: { ...update, 'lambdabus:deployed': template } }),
    ).toThrow(/holds no function and no topic of this service, such as prod-area0-thing-get0/);
  });
});

describe('a service that grows', () => {
  const added = withMore(largeManifest(most));

  it('is refused as long as the file does not know what was added', () => {
    synthesized(largeManifest(most), { context: update });

    expect(() => synthesized(added)).toThrow(
      /Large\/Bus: .*placement\.json does not say in which stack to put event added0\.thing\.changed0, event added0\.thing\.changed1, procedure .* and \d+ more\. Run `cdk synth -c lambdabus:placement=update` and commit/,
    );
  });

  it('moves and changes nothing of what there was, wherever the new stands in the sources', () => {
    const before = synthesized(largeManifest(most), { context: update });

    const after = synthesized(added, { context: update });

    expect(Object.keys(after.templates).sort()).toEqual(['functions-1', 'root']);
    expect(placedNames(after)).toMatchObject(placedNames(before));
  });

  it('changes only the resources of one procedure that is added, in the one stack that takes it', () => {
    const manifest = largeManifest({ procedures: 140, events: 5, listeners: 5 });
    const before = placedNames(synthesized(manifest, { context: neverDeployed }));
    const [api, ...others] = manifest.apis;
    if (api?.procedures[0] === undefined) throw new Error('the fixture changed');
    const close = { ...api.procedures[0], name: 'close', bundle: bundleOf('close') };
    const larger = { ...manifest, apis: [{ ...api, procedures: [close, ...api.procedures] }, ...others] };

    const after = placedNames(synthesized(larger, { context: update }));

    const isNested = (id: string) => before[id]?.includes('"AWS::CloudFormation::Stack"') === true;
    const changed = Object.keys(before).filter((id) => after[id] !== before[id]);
    const fresh = Object.keys(after).filter((id) => !(id in before));
    expect(fresh).toHaveLength(4);
    expect(fresh.every((id) => /^functions-\d+\/area0thingclose/.test(id))).toBe(true);
    // The resource of the nested stack itself has the hash of its template in its address.
    expect(changed.filter((id) => !isNested(id))).toEqual([]);
    expect(changed).toHaveLength(1);
  });

  it('keeps the lines of what was removed, so that it comes back to the same place', () => {
    const manifest = largeManifest({ procedures: 130 });
    synthesized(manifest, { context: neverDeployed });
    const text = readFileSync(file, 'utf8');

    synthesized({ ...manifest, apis: manifest.apis.slice(1) }, { context: update });

    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('shares its record between stages', () => {
    const manifest = largeManifest({ procedures: 130 });
    const names = (stage: string) =>
      Object.keys(placedNames(synthesized(manifest, { stage, context: stage === 'dev' ? neverDeployed : {} })));

    expect(names('dev')).toEqual(names('prod'));
  });
});

describe('a service in nested stacks whose names change', () => {
  const manifest = largeManifest({ procedures: 200, events: 40, listeners: 40 });
  const listener = manifest.listeners.at(-1);
  if (listener === undefined) throw new Error('the fixture changed');
  // Procedures of the fifteenth API, an event of the first, the last listener.
  const renamed: Manifest = {
    ...manifest,
    apis: manifest.apis.map((api, index) => ({
      ...api,
      ...(index === 15 && {
        name: 'renamed.thing',
        procedures: api.procedures.map((each) => ({ ...each, renamedFrom: `${api.name}.${each.name}` })),
      }),
      ...(index === 0 && {
        events: api.events.map((each) =>
          each.name === 'changed0' ? { ...each, name: 'moved', renamedFrom: 'area0.thing.changed0' } : each,
        ),
      }),
    })),
    listeners: [
      ...manifest.listeners.slice(0, -1),
      { ...listener, name: 'renamed', options: { renamedFrom: listener.name } },
    ],
  };
  const stackOf = (unit: string) =>
    Object.entries(record()['large'] ?? {}).find(([, units]) => units.includes(unit))?.[0];

  it('has the new beside the old, so that a listener empties its old queues without a reference to another stack', () => {
    const before = synthesized(manifest, { context: neverDeployed });

    const after = synthesized(renamed, { context: update });

    expect(stackOf(listener.name)).toMatch(/^functions-[2-9]$/);
    expect(stackOf('renamed')).toBe(stackOf(listener.name));
    expect(stackOf('area15.thing.get3')).toBe('functions-1');
    expect(stackOf('renamed.thing.get3')).toBe('functions-1');
    expect([stackOf('area0.thing.changed0'), stackOf('area0.thing.moved')]).toEqual(['root', 'root']);
    for (const [id, { Outputs, Parameters = {} }] of Object.entries(after.templates)) {
      expect([id, Outputs, Object.keys(Parameters)]).toEqual([
        id,
        undefined,
        id === 'root' ? ['BootstrapVersion'] : [],
      ]);
    }
    expect(Object.keys(after.templates)).toEqual(Object.keys(before.templates));
  });

  it('has what is renamed where its record says once the option is gone', () => {
    synthesized(manifest, { context: neverDeployed });
    synthesized(renamed, { context: update });
    const stack = stackOf('renamed');

    const last = synthesized({
      ...renamed,
      listeners: renamed.listeners.map((each) => (each.name === 'renamed' ? { ...each, options: {} } : each)),
    });

    expect(Object.keys(last.templates[stack ?? '']?.Resources ?? {}).some((id) => id.startsWith('renamed'))).toBe(true);
  });
});

describe('what refers to another stack', () => {
  const manifest = largeManifest({ procedures: 20, events: 30, listeners: 4 });
  const narrow = { placement: { file, rootResources: 40 }, context: neverDeployed };

  it('is deployed after it: subscriptions after topics, functions after the queue of failures', () => {
    const { templates } = synthesized(manifest, narrow);
    const root = templates['root']?.Resources ?? {};
    const nested = (id: string) => {
      const found = Object.entries(root).find(
        ([key, { Type }]) => Type === 'AWS::CloudFormation::Stack' && key.includes(id.replace('-', '')),
      );
      if (found === undefined) throw new Error(`There is no nested stack ${id}.`);
      return { logicalId: found[0], dependsOn: found[1].DependsOn ?? [] };
    };

    expect(Object.keys(templates).sort()).toEqual(['events-1', 'functions-1', 'root']);
    expect(nested('events-1').dependsOn).toEqual([]);
    expect(nested('functions-1').dependsOn).toContain(
      Object.keys(root).find((id) => root[id]?.Type === 'AWS::SQS::Queue'),
    );
    expect(nested('functions-1').dependsOn.filter((id) => root[id]?.Type === 'AWS::SNS::Topic')).toHaveLength(4);
  });

  it('lets the topics of nested stacks be heard', () => {
    const { templates } = synthesized(manifest, { ...narrow, placement: { file, rootResources: 4 } });

    const [stack] = Object.values(templates['root']?.Resources ?? {}).filter(
      ({ Type, DependsOn = [] }) =>
        Type === 'AWS::CloudFormation::Stack' && DependsOn.some((id) => id.includes('events1')),
    );
    expect(stack).toBeDefined();
  });

  it('takes grants from outside and outputs as in any CDK app', () => {
    const { stack } = synthesized(manifest, {
      ...narrow,
      use: (made) => {
        const table = new Table(made, 'Things', { partitionKey: { name: 'id', type: AttributeType.STRING } });
        table.grantReadData(made.bus.procedure('area1.thing.get9'));
        made.bus.event('area2.thing.changed9').grantPublish(made.bus.procedure('area0.thing.get0'));
        new CfnOutput(made, 'Name', { value: made.bus.listener('listener3').function.functionArn });
      },
    });

    expect(Stack.of(stack.bus.procedure('area1.thing.get9')).node.id).toBe('functions-1');
    expect(stack.bus.procedure('area1.thing.get9').role?.node.tryFindChild('DefaultPolicy')).toBeDefined();
  });
});

describe('topics of an EventsStack', () => {
  it('are spread as well, under a key of their own', () => {
    const manifest = largeManifest({ procedures: 1, events: 300 });
    const make = (context: Record<string, string>) => {
      const app = temporaryApp(context);
      const stack = new EventsStack(app, 'Events', { manifest, stage: 'prod', placement: { file } });
      return {
        stack,
        service: new BusStack(app, 'Large', {
          manifest: located(manifest),
          stage: 'prod',
          events: 'external',
          placement: { file },
        }),
      };
    };

    expect(() => make({})).toThrow(/Events: service "large\/events" has 600 resources/);
    const { stack, service } = make(neverDeployed);

    expect(sizes(templatesOf(stack))).toEqual({ root: 451, 'events-1': 150 });
    expect(Object.keys(record())).toEqual(['large', 'large/events']);
    expect(service.bus.event('area29.thing.changed9')).toBeDefined();
  });
});

describe('the placement file', () => {
  const manifest = largeManifest({ procedures: 2 });

  it.each([
    ['<<<<<<< main', /cannot be used: it is no JSON .* A merge may have left its marks in it/],
    ['{}', /cannot be used: it must be \{ "placementVersion": 1/],
    ['{"placementVersion":1,"services":{"large":{"elsewhere":[]}}}', /cannot be used: it must be/],
    [
      '{"placementVersion":1,"services":{"large":{"root":["area0.thing.get0"],"functions-1":["area0.thing.get0"]}}}',
      /"area0\.thing\.get0" stands both in "root" and in "functions-1"/,
    ],
  ])('that holds %s is refused', (text, message) => {
    writeFileSync(file, text);

    expect(() => synthesized(manifest)).toThrow(message);
  });

  it('is written by nothing but the context value update', () => {
    expect(() => synthesized(manifest, { context: { 'lambdabus:placement': 'yes' } })).toThrow(
      'lambdabus:placement is "yes"; it can only be "update"',
    );
  });
});

describe('a stack with more than 500 resources', () => {
  it('is refused with what there is in it', () => {
    expect(() =>
      synthesized(largeManifest(most), {
        use: (stack) => {
          for (let index = 0; index < 63; index += 1) new Topic(stack, `Topic${index}`);
        },
      }),
    ).toThrow(
      /Stack "Large" has 501 resources; CloudFormation takes 500. 438 are of the bus, 0 of them policies of grants from outside, and 63 are your own/,
    );
  });
});

describe('the size of a unit', () => {
  it('is what is made of it, for each kind', () => {
    const manifest = helpdeskManifest();
    const listener = manifest.listeners[0];
    if (listener === undefined) throw new Error('the fixture changed');
    const several = {
      ...listener,
      name: 'several',
      several: true,
      events: [...listener.events, { event: 'billing.account.charged', fifo: true, payload: {} }],
      bundle: bundleOf('several'),
    };
    const stack = new BusStack(temporaryApp(), 'Helpdesk', {
      manifest: located({ ...manifest, listeners: [listener, several] }),
      stage: 'prod',
    });
    const vpc = new Vpc(new Stack(temporaryApp(), 'Network'), 'Vpc');
    const inVpc = new BusStack(vpc.stack.node.root as never, 'HelpdeskInVpc', {
      manifest: located(manifest),
      stage: 'prod',
      functions: { 'support.case.get': { vpc } },
    });

    for (const { bus, withVpc } of [
      { bus: stack.bus, withVpc: false },
      { bus: inVpc.bus, withVpc: true },
    ]) {
      const units = placementUnits(bus.topology, {
        needsSecurityGroup: ({ source }) => withVpc && source === 'support.case.get',
        former: new Map(),
      });
      const counted = units.map(({ name }) => [
        name,
        bus.node.findChild(name).node.findAll().filter(CfnResource.isCfnResource).length,
      ]);
      expect(counted).toEqual(units.map(({ name, resources }) => [name, resources]));
    }
  });
});

/** The same with another API and a listener before what there was. */
function withMore(manifest: Manifest): Manifest {
  const more = largeManifest({ procedures: 10, events: 2, listeners: 1, area: 'added' });
  return {
    ...manifest,
    apis: [...more.apis, ...manifest.apis],
    listeners: [...more.listeners, ...manifest.listeners],
  };
}
