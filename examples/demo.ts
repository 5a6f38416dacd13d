import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { createBus, isBusError } from 'lambdabus';
import { build } from 'lambdabus/build';
import { type LocalBus, type LocalBusEvent, startLocalBus } from 'lambdabus/local';
import type * as billing from './billing/apis.ts';
import type * as support from './support/apis.ts';
import { type ImportResult, importCases } from './support/import-cases.ts';

const here = import.meta.dirname;
const csv = join(here, 'support/data/cases.csv');
const bus = createBus<[typeof support, typeof billing]>();

// What the file holds; the demo fails when anything else comes out.
const expected = { imported: 296, refused: 4, closed: 12, invoiced: 10, deadLetters: 2 };

const startedAt = performance.now();
const databaseDirectory = await mkdtemp(join(tmpdir(), 'lambdabus-demo-'));
const events: LocalBusEvent[] = [];
try {
  heading('Build');
  const manifests = [await build(join(here, 'support/bus.ts')), await build(join(here, 'billing/bus.ts'))];
  for (const { service, apis, listeners, schedules } of manifests) {
    const procedures = apis.flatMap((api) =>
      api.procedures.map(({ name, bundle }) => `${api.name}.${name} (${kilobytes(bundle.bytes)})`),
    );
    line(
      service,
      [
        ...procedures,
        ...[...listeners, ...schedules].map(({ name, bundle }) => `${name} (${kilobytes(bundle.bytes)})`),
      ].join(', '),
    );
  }

  heading('Start');
  await using local = await startLocalBus({
    manifests,
    environment: { EXAMPLES_DATABASE: join(databaseDirectory, 'examples.sqlite') },
    onEvent: (event) => events.push(event),
  });
  Object.assign(process.env, local.environment);
  line('endpoint', `${local.endpoint} speaks Lambda, SNS and SQS`);
  line('functions', local.names.functions.join(', '));
  line('topics', local.names.topics.join(', '));
  line('queues', local.names.queues.join(', '));

  await showImport();
  await showCall();
  await showEvents(local);
  await showDeadLetters(local);
  line('done in', `${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
} finally {
  await rm(databaseDirectory, { recursive: true, force: true });
}

async function showImport(): Promise<void> {
  heading('Import 300 cases from a CSV file, each by a call of support.case.open');
  const began = performance.now();
  const { imported, refused }: ImportResult = await importCases(csv, { onProgress: showProgress });
  line('imported', `${imported.length} cases in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  for (const { line: row, reason } of refused) line('refused', `line ${row}: ${reason}`);
  check('imported', imported.length, expected.imported);
  check('refused', refused.length, expected.refused);
}

async function showCall(): Promise<void> {
  heading('Call a procedure');
  const began = performance.now();
  const found = await bus.support.case.get({ id: 'case-0001' });
  line('call', `await bus.support.case.get({ id: 'case-0001' })`);
  line(
    'answer',
    `${found?.subject} (by ${found?.sender}), opened on ${found?.openedAt.toUTCString()}, in ${(performance.now() - began).toFixed(1)} ms`,
  );
  check('openedAt', found?.openedAt instanceof Date, true);
  const failure: unknown = await bus.support.case.close({ id: 'nobody' }).catch((error: unknown) => error);
  line('call', `await bus.support.case.close({ id: 'nobody' })`);
  line('error', isBusError(failure) ? `${failure.code}: ${failure.message}` : String(failure));
  check('error code', isBusError(failure) && failure.code, 'CASE_NOT_FOUND');
}

async function showEvents(local: LocalBus): Promise<void> {
  heading('Close cases: support fires caseClosed, billing listens and issues invoices');
  const ids = [
    'case-0042',
    'case-0143',
    ...Array.from({ length: expected.closed - 2 }, (_, index) => `case-${String(index + 1).padStart(4, '0')}`),
  ];
  for (const id of ids) {
    await bus.support.case.reply({ id, agent: 'Robin', text: 'Try this.', minutes: 15 });
    await bus.support.case.close({ id });
  }
  await local.settled();
  const invoices = (await Promise.all(ids.map((caseId) => bus.billing.invoice.get({ caseId })))).filter(
    (found) => found !== null,
  );
  line('event', 'support.case.caseClosed → dev-support-case-caseClosed → dev-billing--invoiceClosedCase');
  line(
    'invoices',
    `${invoices.length} issued, such as ${invoices[0]?.amount.cents} cents in ${invoices[0]?.amount.currency} to ${invoices[0]?.customer}`,
  );
  check('invoices', invoices.length, expected.invoiced);
  const notified = events.filter(
    (event) =>
      event.type === 'log' && event.function === 'dev-support--notifyAgents' && event.line.startsWith('new case'),
  );
  line('event', 'support.case.caseCreated → dev-support-case-caseCreated → dev-support--notifyAgents');
  line('handled', `${notified.length} times, such as “${notified[0]?.type === 'log' ? notified[0].line : ''}”`);
  check('agents notified', notified.length, expected.imported);
}

async function showDeadLetters(local: LocalBus): Promise<void> {
  heading('What failed for good rests in a dead-letter queue, with its reason');
  const queue = 'dev-billing--invoiceClosedCase--dlq';
  const messages = await local.messages(queue);
  for (const { body, attributes } of messages) {
    line(
      queue,
      `${body}\n${' '.repeat(14)}${attributes['lambdabus.error']} (after ${attributes['lambdabus.attempts']} attempt)`,
    );
  }
  check('dead letters', messages.length, expected.deadLetters);
}

function check(what: string, found: unknown, wanted: unknown): void {
  if (found === wanted) return;
  throw new Error(`The demo expected ${what} to be ${String(wanted)}, and it is ${String(found)}.`);
}

function heading(text: string): void {
  console.log(`\n${styleText('bold', text)}`);
}

function line(label: string, text: string): void {
  console.log(`  ${styleText('cyan', label.padEnd(11))} ${text}`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function showProgress(done: number, total: number): void {
  if (!process.stderr.isTTY) return;
  const width = 30;
  const filled = Math.round((done / total) * width);
  process.stderr.write(
    `\r  ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${done}/${total}${done === total ? '\n' : ''}`,
  );
}
