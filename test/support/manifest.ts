import type { Bundle, Manifest } from '../../src/manifest/index.ts';
import { manifestVersion } from '../../src/manifest/index.ts';

const source = { file: 'apis.ts', line: 1, column: 1 } as const;

/** A bundle of a manifest made by hand. */
export function bundleOf(path: string, targets: Partial<Pick<Bundle, 'calls' | 'enqueues' | 'fires'>> = {}): Bundle {
  return { path: `functions/${path}`, bytes: 1_000, sha256: 'a'.repeat(64), calls: [], fires: [], ...targets };
}

/** The manifest of a small help desk: an API with two procedures and an event, a listener and a schedule. */
export function helpdeskManifest(overrides: Partial<Manifest> = {}): Manifest {
  const payload = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] };
  return {
    manifestVersion,
    service: 'helpdesk',
    busModule: 'bus.ts',
    apis: [
      {
        name: 'support.case',
        className: 'SupportCaseApi',
        source,
        description: 'Cases of customers.',
        procedures: [
          {
            name: 'get',
            source,
            description: 'Finds a case.',
            params: payload,
            result: { anyOf: [{ $ref: '#/$defs/SupportCase' }, { type: 'null' }] },
            options: {},
            bundle: bundleOf('support.case.get'),
          },
          {
            name: 'open',
            source,
            params: { $ref: '#/$defs/OpenCase' },
            result: { $ref: '#/$defs/SupportCase' },
            options: { timeout: 20, memory: 512 },
            bundle: bundleOf('support.case.open', {
              calls: ['billing.account.charge', 'support.case.get'],
              fires: [{ event: 'support.case.caseCreated', fifo: false }],
            }),
          },
        ],
        events: [{ name: 'caseCreated', source, payload, fifo: false, openTo: [] }],
      },
    ],
    listeners: [
      {
        name: 'notifyAgents',
        source,
        events: [{ event: 'support.case.caseCreated', fifo: false, payload }],
        several: false,
        options: {},
        bundle: bundleOf('notifyAgents'),
      },
    ],
    schedules: [{ name: 'report', source, expression: 'rate(1 hour)', options: {}, bundle: bundleOf('report') }],
    $defs: {
      OpenCase: {
        type: 'object',
        properties: {
          sender: { type: 'string', description: 'Who wrote.' },
          tags: { type: 'array', items: { type: 'string' } },
        },
        required: ['sender'],
      },
      SupportCase: {
        type: 'object',
        properties: {
          id: { type: 'string' },
          openedAt: { type: 'string', format: 'date-time', 'x-cast': 'date' },
          parent: { $ref: '#/$defs/SupportCase' },
        },
        required: ['id', 'openedAt'],
      },
    },
    ...overrides,
  };
}
