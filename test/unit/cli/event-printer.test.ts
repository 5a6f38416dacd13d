import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { eventPrinter } from '../../../src/cli/dev/event-printer.ts';
import type { LocalBusEvent } from '../../../src/local/index.ts';

const requestId = 'f00';

/** What is printed of events, on something that is no terminal. */
function printed(...events: readonly LocalBusEvent[]): string[] {
  const stream = new PassThrough();
  // A stream that is no terminal; nothing else of a terminal's stream is used.
  const print = eventPrinter(stream as unknown as NodeJS.WriteStream, 'dev');
  for (const event of events) print(event);
  return String(stream.read() ?? '')
    .split('\n')
    .slice(0, -1);
}

test('lines of functions stand under each other, without the stage', () => {
  const log = { type: 'log', stream: 'stdout', requestId } as const;

  expect(
    printed({ ...log, function: 'dev-support-case-get', line: 'a' }, { ...log, function: 'dev-x', line: 'b' }),
  ).toEqual(['support-case-get  a', 'x                 b']);
});

test('a structured line is told by its level and message, with the stack of an unexpected error', () => {
  const log = { type: 'log', stream: 'stdout', requestId, function: 'dev-support-case-get' } as const;
  const stack = 'Error: gone\n    at get (/home/me/apis.ts:3:4)\n    at process.emit (node:events:514:28)';
  const unexpected = { timestamp: '', level: 'ERROR', message: 'get failed: gone', error: { name: 'Error', stack } };
  const expected = { ...unexpected, message: 'get failed: /id', error: { name: 'BusError', stack } };

  expect(printed({ ...log, line: JSON.stringify(unexpected) }, { ...log, line: JSON.stringify(expected) })).toEqual([
    'support-case-get  ERROR get failed: gone',
    'support-case-get      at get (/home/me/apis.ts:3:4)',
    'support-case-get  ERROR get failed: /id',
  ]);
});

test.each(['{"level": 1', '{"level":1,"message":"x"}', '{"a":1}'])('%s is told as it is', (line) => {
  expect(printed({ type: 'log', stream: 'stdout', function: 'dev-a-b', line })).toEqual([`a-b           ${line}`]);
});

test('a call is told with its time, a cold one with that of loading', () => {
  const call = { type: 'invocation', function: 'dev-support-case-get', requestId, source: 'call' } as const;

  expect(printed({ ...call, durationMs: 1.234 }, { ...call, durationMs: 56.7, initMs: 123.4 })).toEqual([
    'support-case-get  called, 1.2 ms',
    'support-case-get  called, 57 ms, after 123 ms of loading',
  ]);
});

test('an error is told by its code, also where a program reads the message', () => {
  const call = { type: 'invocation', function: 'dev-a-b', requestId, source: 'call', durationMs: 1 } as const;
  const message = JSON.stringify({ lambdabus: 1, code: 'VALIDATION_FAILED', message: '/id must be a string' });

  expect(
    printed(
      { ...call, error: { type: 'RangeError', message: 'too far' } },
      { ...call, error: { type: 'VALIDATION_FAILED', message } },
    ),
  ).toEqual([
    'a-b           RangeError: too far 1.0 ms',
    'a-b           VALIDATION_FAILED: /id must be a string 1.0 ms',
  ]);
});

test('a batch is told once, with what comes back', () => {
  const name = 'dev-helpdesk--notifyAgents';

  expect(
    printed(
      { type: 'invocation', function: name, requestId, source: 'mapping', durationMs: 3 },
      { type: 'delivery', queue: name, function: name, messages: 3, failed: 1, durationMs: 3 },
      { type: 'delivery', queue: name, function: name, messages: 1, failed: 0, durationMs: 3 },
    ),
  ).toEqual([
    'helpdesk--notifyAgents  heard 3 events, 3.0 ms, 1 failed and will come back',
    'helpdesk--notifyAgents  heard 1 event, 3.0 ms',
  ]);
});

test('fires, dead letters, schedules and warnings are told', () => {
  expect(
    printed(
      { type: 'publish', topic: 'dev-support-case-caseCreated', messages: 2 },
      { type: 'dead-letter', queue: 'dev-helpdesk--notifyAgents--dlq', reason: 'no agent' },
      { type: 'schedule', schedule: 'dev-helpdesk--report', scheduledAt: new Date(0) },
      { type: 'warning', message: 'nobody has the topic' },
    ),
  ).toEqual([
    'support-case-caseCreated  2 events fired',
    'helpdesk--notifyAgents--dlq  dead letter no agent',
    'helpdesk--report             its time came: 1970-01-01T00:00:00.000Z',
    'warning nobody has the topic',
  ]);
});
