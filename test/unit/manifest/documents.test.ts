import { describe, expect, it } from 'vitest';
import { toAsyncApi, toOpenRpc } from '../../../src/manifest/index.ts';
import { helpdeskManifest } from '../../support/manifest.ts';
import { asyncApiErrors, openRpcErrors } from '../../support/official-documents.ts';

const manifest = helpdeskManifest({
  listeners: [
    ...helpdeskManifest().listeners,
    {
      ...(helpdeskManifest().listeners[0] as (typeof manifest)['listeners'][number]),
      name: 'audit',
      several: true,
      events: [{ event: 'billing.invoice.issued', fifo: true, payload: { $ref: '#/$defs/SupportCase' } }],
    },
  ],
});

describe('the OpenRPC document of a service', () => {
  const document = toOpenRpc(manifest, { version: '1.2.3' });

  it('is valid by the official schema', () => {
    expect(openRpcErrors(document)).toBeNull();
  });

  it('gives a parameter object, also a named one, as params by name', () => {
    expect(document).toMatchObject({
      methods: [
        { name: 'support.case.get', params: [{ name: 'id', required: true, schema: { type: 'string' } }] },
        {
          name: 'support.case.open',
          params: [
            { name: 'sender', required: true, description: 'Who wrote.' },
            { name: 'tags', required: false },
          ],
          result: { schema: { $ref: '#/components/schemas/SupportCase' } },
        },
      ],
    });
  });

  it('keeps recursive types', () => {
    expect(document).toHaveProperty(
      'components.schemas.SupportCase.properties.parent.$ref',
      '#/components/schemas/SupportCase',
    );
  });
});

describe('the AsyncAPI document of a service', () => {
  const document = toAsyncApi(manifest, { version: '1.2.3' });

  it('is valid by the official parser', async () => {
    expect(await asyncApiErrors(document)).toEqual([]);
  });

  it('has a channel for each event, also those of other services that it listens to', () => {
    expect(document).toMatchObject({
      channels: {
        'support.case.caseCreated': { address: '{stage}-support-case-caseCreated' },
        'billing.invoice.issued': { address: '{stage}-billing-invoice-issued.fifo' },
      },
      operations: {
        'fire.support.case.caseCreated': { action: 'send' },
        notifyAgents: { action: 'receive' },
        'audit.billing.invoice.issued': { action: 'receive' },
      },
    });
  });
});
