import { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import {
  Bus,
  type BusProps,
  BusStack,
  type BusStackProps,
  EventsStack,
  type EventsStackProps,
} from '../../infra/index.ts';
import { helpdeskManifest } from '../support/manifest.ts';
import { located, temporaryApp } from './support/located-manifest.ts';

const manifest = located(helpdeskManifest());
/** As JavaScript gives them, and what an object is spread into. */
const given = (props: object) => ({ manifest, stage: 'dev', ...props }) as BusProps & BusStackProps & EventsStackProps;

describe('unknown properties', () => {
  it.each([
    [
      { monitring: true },
      'Stack/Bus: there is no property "monitring". Did you mean "monitoring"? Known are defaults,',
    ],
    [{ owner: 'a-team' }, 'Stack/Bus: there is no property "owner". Known are defaults, '],
    [{ defaults: { memory: 512 } }, 'there is no property "memory" of defaults. '],
    [{ defaults: { batchSize: 5 } }, 'there is no property "batchSize" of defaults. '],
    [
      { functions: { 'support.case.get': { timeOut: 5 } } },
      'there is no property "timeOut" of functions["support.case.get"]. Did you mean "timeout"?',
    ],
    [{ locations: { billing: { acount: '1' } } }, 'of locations["billing"]. Did you mean "account"?'],
    [{ monitoring: { dashbord: false } }, 'of monitoring. Did you mean "dashboard"?'],
    [{ placement: { files: 'a' } }, 'of placement. Did you mean "file"?'],
    [{ removalPolicy: { queue: 'retain' } }, 'of removalPolicy. Did you mean "queues"?'],
  ])('%j of a bus are refused', (props, message) => {
    const stack = new Stack(temporaryApp(), 'Stack');

    expect(() => new Bus(stack, 'Bus', given(props))).toThrow(
      expect.objectContaining({ code: 'DEFINITION_INVALID', message: expect.stringContaining(message) }),
    );
  });

  it.each([
    [{ removalPolcy: 'retain' }, 'Helpdesk: there is no property "removalPolcy". Did you mean "removalPolicy"?'],
    [{ terminationProtecton: true }, 'Did you mean "terminationProtection"?'],
    [{ defaults: { memory: 512 } }, 'Helpdesk/Bus: there is no property "memory" of defaults.'],
  ])('%j of a stack are refused', (props, message) => {
    expect(() => new BusStack(temporaryApp(), 'Helpdesk', given(props))).toThrow(message);
  });

  it('that are misspelt are refused by a stack of topics', () => {
    expect(() => new EventsStack(temporaryApp(), 'Topics', given({ placment: {} }))).toThrow(
      'Did you mean "placement"?',
    );
    expect(() => new EventsStack(temporaryApp(), 'Topics', given({ placement: { files: 'a' } }))).toThrow(
      'Topics: there is no property "files" of placement. Did you mean "file"?',
    );
  });

  it('of an app, which it spreads into all its stacks, are left alone, and so is what is undefined', () => {
    const props = { owner: 'a-team', costCenter: 7, tags: { a: 'b' }, monitring: undefined };

    expect(new BusStack(temporaryApp(), 'Helpdesk', given(props)).tags.tagValues()).toEqual({ a: 'b' });
    expect(() => new EventsStack(temporaryApp(), 'Topics', given(props))).not.toThrow();
  });
});
