/**
 * Deploys the examples: the help desk and billing, two services that meet only by name.
 *
 *     npx cdk deploy --all                      stage dev
 *     npx cdk deploy --all -c stage=prod        another one beside it
 */
import { App, RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import { build } from '../src/build/index.ts';
import { BusStack } from './index.ts';

/** Exported for the checks of its templates. */
export const app = new App();
const stage: string = app.node.tryGetContext('stage') ?? 'dev';
const removalPolicy = stage === 'prod' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;

const support = new BusStack(app, 'Support', {
  manifest: await build('examples/support/bus.ts'),
  stage,
  removalPolicy,
});
shareTable(support, {
  id: 'Cases',
  variable: 'CASES_TABLE',
  readers: ['support.case.get', 'support.case.list'],
  writers: ['support.case.open', 'support.case.reply', 'support.case.close'],
});

const billing = new BusStack(app, 'Billing', {
  manifest: await build('examples/billing/bus.ts'),
  stage,
  removalPolicy,
});
shareTable(billing, {
  id: 'Invoices',
  variable: 'INVOICES_TABLE',
  readers: ['billing.invoice.get'],
  writers: ['billing.invoice.issue'],
});

/** A table, and which procedures may read and write it: plain CDK, because a procedure is a function like any other. */
interface SharedTable {
  readonly id: string;
  /** The environment variable with the table's name. */
  readonly variable: string;
  readonly readers: readonly string[];
  readonly writers: readonly string[];
}

function shareTable(stack: BusStack, { id, variable, readers, writers }: SharedTable): void {
  const table = new Table(stack, id, {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    billingMode: BillingMode.PAY_PER_REQUEST,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    removalPolicy,
  });
  const { bus } = stack;
  for (const name of readers) table.grantReadData(bus.procedure(name));
  for (const name of writers) table.grantReadWriteData(bus.procedure(name));
  for (const name of [...readers, ...writers]) bus.procedure(name).addEnvironment(variable, table.tableName);
}
