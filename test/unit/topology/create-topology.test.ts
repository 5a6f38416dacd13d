import { describe, expect, it } from 'vitest';
import type { ListenerEntry, Manifest } from '../../../src/manifest/index.ts';
import { createTopology } from '../../../src/topology/index.ts';
import { bundleOf, helpdeskManifest } from '../../support/manifest.ts';

const source = { file: 'bus.ts', line: 1, column: 1 };

function listener(overrides: Partial<ListenerEntry> = {}): ListenerEntry {
  return {
    name: 'audit',
    source,
    events: [{ event: 'support.case.caseCreated', fifo: false, payload: {} }],
    several: false,
    options: {},
    bundle: bundleOf('audit'),
    ...overrides,
  };
}

describe('a topology', () => {
  const topology = createTopology(helpdeskManifest(), { stage: 'prod' });

  it('has a function for each procedure, listener and schedule, with the defaults of its kind', () => {
    expect(
      topology.functions.map(({ name, kind, source, memoryMb, timeoutSeconds }) => [
        name,
        kind,
        source,
        memoryMb,
        timeoutSeconds,
      ]),
    ).toEqual([
      ['prod-support-case-get', 'procedure', 'support.case.get', 256, 10],
      ['prod-support-case-open', 'procedure', 'support.case.open', 512, 20],
      ['prod-helpdesk--notifyAgents', 'listener', 'notifyAgents', 256, 30],
      ['prod-helpdesk--report', 'schedule', 'report', 256, 60],
    ]);
  });

  it.each([
    ['a Promise', Promise.resolve(helpdeskManifest()), "await it, as in { manifest: await build('bus.ts') }"],
    ['a path', 'manifest.json', 'the text "manifest.json"'],
    ['nothing', undefined, 'The manifest is undefined.'],
    ['a list', [helpdeskManifest()], 'give one manifest to each'],
    ['something else', { service: 'helpdesk' }, 'an object without a manifestVersion'],
    ['one of another version', { ...helpdeskManifest(), manifestVersion: 2 }, 'of manifestVersion 2'],
  ])('is made of a manifest, and not of %s', (_, manifest, message) => {
    const made = (): unknown => createTopology(manifest as unknown as Manifest, { stage: 'prod' });

    expect(made).toThrow(message);
    expect(made).toThrow(expect.objectContaining({ code: 'DEFINITION_INVALID' }));
  });

  it('grants a function what its bundle calls and fires, and nothing else', () => {
    const [get, open, notifyAgents] = topology.functions;

    expect(get?.grants).toEqual({ invoke: [], publish: [], send: [], consume: [] });
    expect(open?.grants).toEqual({
      invoke: ['prod-billing-account-charge', 'prod-support-case-get'],
      publish: ['prod-support-case-caseCreated'],
      send: [],
      consume: [],
    });
    expect(notifyAgents?.grants).toEqual({
      invoke: [],
      publish: [],
      send: ['prod-helpdesk--notifyAgents--dlq'],
      consume: ['prod-helpdesk--notifyAgents'],
    });
  });

  it('tells each function its stage and service', () => {
    for (const { environment } of topology.functions) {
      expect(environment).toEqual({ LAMBDABUS_STAGE: 'prod', LAMBDABUS_SERVICE: 'helpdesk' });
    }
  });

  it('hides a message six timeouts of its function and the batch window long', () => {
    const manifest = helpdeskManifest({ listeners: [listener({ options: { timeout: 40, batchWindow: 5 } })] });

    const { queues, mappings } = createTopology(manifest, { stage: 'prod' });

    expect(queues.find(({ role }) => role === 'source')).toEqual({
      name: 'prod-helpdesk--audit',
      role: 'source',
      listener: 'audit',
      event: 'support.case.caseCreated',
      fifo: false,
      visibilityTimeoutSeconds: 245,
      retentionSeconds: 345_600,
      redrive: { deadLetterQueue: 'prod-helpdesk--audit--dlq', maxReceiveCount: 5 },
    });
    expect(mappings).toEqual([
      {
        queue: 'prod-helpdesk--audit',
        function: 'prod-helpdesk--audit',
        batchSize: 10,
        batchWindowSeconds: 5,
        maxConcurrency: undefined,
      },
    ]);
  });

  it('keeps what failed for 14 days', () => {
    expect(
      topology.queues
        .filter(({ role }) => role !== 'source')
        .map(({ name, retentionSeconds }) => [name, retentionSeconds]),
    ).toEqual([
      ['prod-helpdesk--notifyAgents--dlq', 1_209_600],
      ['prod-helpdesk--notifyAgents--undelivered', 1_209_600],
      ['prod-helpdesk--failed', 1_209_600],
    ]);
  });

  it('has no queue of failed invocations where nothing is invoked asynchronously', () => {
    const { queues } = createTopology(helpdeskManifest({ apis: [], schedules: [] }), { stage: 'prod' });

    expect(queues.map(({ role }) => role)).not.toContain('failed');
  });

  it('retries asynchronous invocations of idempotent procedures only', () => {
    const manifest = helpdeskManifest();
    const [api] = manifest.apis;
    const [get, open] = api?.procedures ?? [];
    if (api === undefined || get === undefined || open === undefined) throw new Error('the fixture changed');
    const idempotent = {
      ...manifest,
      apis: [{ ...api, procedures: [{ ...get, options: { idempotent: true } }, open] }],
    };

    const { functions } = createTopology(idempotent, { stage: 'prod' });

    expect(functions.map(({ onFailure }) => onFailure)).toEqual([
      { queue: 'prod-helpdesk--failed', maximumRetryAttempts: 2 },
      { queue: 'prod-helpdesk--failed', maximumRetryAttempts: 0 },
      undefined,
      { queue: 'prod-helpdesk--failed', maximumRetryAttempts: 0 },
    ]);
  });

  it("subscribes to another service's event by its computed name, with the filter", () => {
    const events = [{ event: 'billing.account.charged', fifo: false, payload: {} }];
    const manifest = helpdeskManifest({
      listeners: [listener({ events, options: { filter: { currency: ['EUR'] } } })],
    });

    const { subscriptions } = createTopology(manifest, { stage: 'prod' });

    expect(subscriptions).toEqual([
      {
        topic: 'prod-billing-account-charged',
        own: false,
        queue: 'prod-helpdesk--audit',
        deadLetterQueue: 'prod-helpdesk--audit--undelivered',
        filter: { currency: ['EUR'] },
      },
    ]);
  });

  it('gives a listener of several events one function and a queue for each event, FIFO where the event is', () => {
    const events = [
      { event: 'support.case.caseCreated', fifo: false, payload: {} },
      { event: 'billing.account.charged', fifo: true, payload: {} },
    ];
    const manifest = helpdeskManifest({ listeners: [listener({ events, several: true })] });

    const { functions, queues, subscriptions, mappings } = createTopology(manifest, { stage: 'prod' });

    const sources = [
      'prod-helpdesk--audit--support-case-caseCreated',
      'prod-helpdesk--audit--billing-account-charged.fifo',
    ];
    expect(functions.filter(({ kind }) => kind === 'listener').map(({ grants }) => grants.consume)).toEqual([sources]);
    expect(queues.filter(({ listener }) => listener === 'audit').map(({ name }) => name)).toEqual([
      'prod-helpdesk--audit--support-case-caseCreated',
      'prod-helpdesk--audit--support-case-caseCreated--dlq',
      'prod-helpdesk--audit--support-case-caseCreated--undelivered',
      'prod-helpdesk--audit--billing-account-charged.fifo',
      'prod-helpdesk--audit--billing-account-charged--dlq.fifo',
      'prod-helpdesk--audit--billing-account-charged--undelivered.fifo',
    ]);
    expect(subscriptions.map(({ topic, own }) => [topic, own])).toEqual([
      ['prod-support-case-caseCreated', true],
      ['prod-billing-account-charged.fifo', false],
    ]);
    expect(mappings.map(({ queue }) => queue)).toEqual(sources);
  });

  it('lets a listener that discards send nothing to its dead-letter queue, which crashes still reach', () => {
    const manifest = helpdeskManifest({ listeners: [listener({ options: { onError: 'discard' } })] });

    const { functions, queues } = createTopology(manifest, { stage: 'prod' });

    expect(functions.find(({ kind }) => kind === 'listener')?.grants.send).toEqual([]);
    expect(queues[0]?.redrive?.deadLetterQueue).toBe('prod-helpdesk--audit--dlq');
  });

  it('has no topics where another stack holds them', () => {
    expect(createTopology(helpdeskManifest(), { stage: 'prod', events: 'external' }).topics).toEqual([]);
  });

  it('describes a function by its source and the first paragraph of its doc comment, cut to what Lambda takes', () => {
    const description = `Tells\n agents. ${'x'.repeat(300)}\n\nMore.`;

    const { functions } = createTopology(helpdeskManifest({ listeners: [listener({ description })] }), {
      stage: 'prod',
    });

    const text = functions.find(({ source }) => source === 'audit')?.description;
    expect(text).toMatch(/^audit: Tells agents\. x+…$/);
    expect(text).toHaveLength(256);
  });
});

describe('an event of more than 256 KiB', () => {
  const manifest = helpdeskManifest();
  const large = {
    ...manifest,
    apis: manifest.apis.map((api) => ({
      ...api,
      events: api.events.map((event) => ({ ...event, maximumMessageSize: 1_048_576 })),
    })),
  };

  it('has a topic that takes it, and functions that know', () => {
    const { topics, functions } = createTopology(large, { stage: 'prod' });

    expect(topics[0]?.maximumMessageSizeBytes).toBe(1_048_576);
    expect(functions.map(({ environment }) => environment['LAMBDABUS_MESSAGE_SIZES'])).toEqual([
      undefined,
      '{"support.case.caseCreated":1048576}',
      undefined,
      undefined,
    ]);
  });

  it('has a hundred listeners at most', () => {
    const listeners = Array.from({ length: 101 }, (_, index) => listener({ name: `audit${index}` }));

    expect(() => createTopology({ ...large, listeners }, { stage: 'prod' })).toThrow('has 101 listeners');
    expect(createTopology({ ...large, listeners: listeners.slice(1) }, { stage: 'prod' }).mappings).toHaveLength(100);
  });
});

describe('the settings of a deployment', () => {
  it('fill what the code leaves open, and win where they name a function', () => {
    const { functions, queues } = createTopology(helpdeskManifest(), {
      stage: 'prod',
      defaults: { memory: 1024, timeout: 15, environment: { LOG_LEVEL: 'warn', TABLE: 'none' } },
      functions: {
        'support.case.open': { timeout: 25, environment: { TABLE: 'cases' } },
        notifyAgents: { memory: undefined, timeout: 50 },
      },
    });

    const settings = functions.map(({ source, memoryMb, timeoutSeconds }) => [source, memoryMb, timeoutSeconds]);
    expect(settings).toEqual([
      ['support.case.get', 1024, 15],
      ['support.case.open', 512, 25],
      ['notifyAgents', 1024, 50],
      ['report', 1024, 15],
    ]);
    expect(functions[1]?.environment).toMatchObject({ LOG_LEVEL: 'warn', TABLE: 'cases', LAMBDABUS_STAGE: 'prod' });
    expect(queues[0]?.visibilityTimeoutSeconds).toBe(300);
  });

  it.each([
    ['an unknown function', { functions: { 'support.case.gte': {} } }, 'settings for the function "support.case.gte"'],
    [
      'too little memory',
      { defaults: { memory: 64 } },
      'memory of procedure support.case.get is 64; AWS takes a whole',
    ],
    ['too long a timeout', { functions: { report: { timeout: 901 } } }, 'timeout of schedule report is 901'],
    [
      'too large a batch',
      { functions: { notifyAgents: { batchSize: 10_001, batchWindow: 1 } } },
      'batchSize of listener notifyAgents is 10001; AWS takes a whole number of messages from 1 to 10000',
    ],
    [
      'a large batch without a window',
      { functions: { notifyAgents: { batchSize: 11 } } },
      'The batchSize of listener notifyAgents is 11; more than 10 messages need a batchWindow of 1 second at least, and it is 0',
    ],
    ['too little concurrency', { functions: { notifyAgents: { maxConcurrency: 1 } } }, 'maxConcurrency of listener'],
    [
      'a batch of a procedure, which has none',
      { functions: { 'support.case.get': { batchSize: 5 } } },
      'batchSize is a setting of listeners, but "support.case.get" is a procedure',
    ],
    ['a filter of a schedule', { functions: { report: { filter: { id: ['x'] } } } }, 'but "report" is a schedule'],
    ['retries of a listener', { functions: { notifyAgents: { retryAttempts: 1 } } }, 'a setting of procedures, but'],
    [
      'an age of what a listener hears',
      { functions: { notifyAgents: { maxEventAge: 60 } } },
      'maxEventAge is a setting of procedures and schedules, but "notifyAgents" is a listener',
    ],
    ['too many receives', { functions: { notifyAgents: { maxReceiveCount: 1_001 } } }, 'maxReceiveCount of listener'],
    [
      'a filter that SNS refuses',
      { functions: { notifyAgents: { filter: { id: 'x' } } } },
      'conditions stand in a list',
    ],
    [
      'a filter of what the payload has not',
      { functions: { notifyAgents: { filter: { idd: ['x'] } } } },
      'The filter of listener notifyAgents would let nothing of support.case.caseCreated through: it names idd, which the payload does not have. Did you mean "id"?',
    ],
    ['a reserved variable', { defaults: { environment: { AWS_REGION: 'x' } } }, 'environment variable "AWS_REGION"'],
    ['a variable of ours', { defaults: { environment: { LAMBDABUS_STAGE: 'x' } } }, 'variable "LAMBDABUS_STAGE"'],
    ['too much environment', { defaults: { environment: { BIG: 'x'.repeat(4_096) } } }, 'Lambda takes 4096'],
  ])('are refused with %s', (_, props, message) => {
    expect(() => createTopology(helpdeskManifest(), { stage: 'prod', ...props })).toThrow(message);
  });

  it('change how often a listener is tried, and tell its function', () => {
    const { functions, queues } = createTopology(helpdeskManifest(), {
      stage: 'prod',
      functions: { notifyAgents: { maxReceiveCount: 9 } },
    });

    expect(queues[0]?.redrive?.maxReceiveCount).toBe(9);
    expect(functions.find(({ source }) => source === 'notifyAgents')?.environment).toMatchObject({
      LAMBDABUS_MAX_RECEIVE_COUNT: '9',
    });
  });

  it('change the filter of a listener', () => {
    const { subscriptions } = createTopology(helpdeskManifest(), {
      stage: 'prod',
      functions: { notifyAgents: { filter: { id: ['x'] } } },
    });

    expect(subscriptions[0]?.filter).toEqual({ id: ['x'] });
  });

  it('take a large batch with a window, but on no FIFO queue', () => {
    const large = { batchSize: 10_000, batchWindow: 1 };
    const manifest = (fifo: boolean) =>
      helpdeskManifest({
        listeners: [listener({ events: [{ event: 'billing.account.charged', fifo, payload: {} }] })],
      });

    const { mappings } = createTopology(manifest(false), { stage: 'prod', functions: { audit: large } });

    expect(mappings).toMatchObject([{ batchSize: 10_000, batchWindowSeconds: 1 }]);
    expect(() => createTopology(manifest(true), { stage: 'prod', functions: { audit: large } })).toThrow(
      'more than 10 messages need an event that is not FIFO, as billing.account.charged is',
    );
  });

  it('refuse a batch window on a FIFO queue', () => {
    const events = [{ event: 'billing.account.charged', fifo: true, payload: {} }];
    const manifest = helpdeskManifest({ listeners: [listener({ events })] });

    expect(() => createTopology(manifest, { stage: 'prod', functions: { audit: { batchWindow: 1 } } })).toThrow(
      'its event billing.account.charged is FIFO, and FIFO queues take none',
    );
  });

  it.each(['Prod', 'prod-eu', '1st', ''])('refuse the stage "%s"', (stage) => {
    expect(() => createTopology(helpdeskManifest(), { stage })).toThrow(`The stage "${stage}" does not match`);
  });
});

describe('equal names', () => {
  it('are an error that names both owners', () => {
    const manifest = helpdeskManifest({ listeners: [listener({ name: 'report' })] });

    expect(() => createTopology(manifest, { stage: 'prod' })).toThrow(
      'The function of "listener report" and the function of "schedule report" would both be named prod-helpdesk--report in AWS.',
    );
  });
});

it.each(['Prod', '', undefined, null])('refuses the stage %s', (stage) => {
  // Such as process.env.STAGE!, which is not set.
  expect(() => createTopology(helpdeskManifest(), { stage: stage as string })).toThrow(
    expect.objectContaining({ code: 'DEFINITION_INVALID' }),
  );
});
