import { buildRow } from '../support/build-row.ts';

export const row = buildRow({
  name: 'build',
  title: 'Build of 200 procedures',
  note: "Each run is a process of its own with sources that no cache knows. lambdabus loads the bus module, checks the types, makes schemas, validators and the manifest, bundles and finds what each function calls. NodejsFunction bundles handlers that do the same by hand with zod schemas and LambdaClient, minified, the AWS SDK left to the runtime as is its default, and neither checks types nor makes a template here. The bare run is one call of esbuild over the same API classes with the same settings: it only bundles. The last two run `tsc --noEmit` first, as services do that are written by hand; it checks all code and makes nothing of the types. The AWS SDK's side files, which lambdabus makes once after an update of the SDK, are there already.",
  what: 'procedures',
  database: false,
});
