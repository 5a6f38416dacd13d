import { buildRow } from '../support/build-row.ts';

export const row = buildRow({
  name: 'build-database',
  title: 'Build of 200 procedures that read DynamoDB',
  note: 'As in the row `build`, but each procedure reads DynamoDB by the AWS SDK, as most do. All three deploy the SDK that is installed, none leaves it to the runtime: NodejsFunction with bundleAwsSDK, the bare run by bundling it. lambdabus puts it beside the code; those files are made once for each version of the SDK, and are there already.',
  what: 'with DynamoDB',
  database: true,
});
