/**
 * Bundles handlers with CDK's NodejsFunction, as `cdk synth` does: `node nodejs-functions.ts <request.json>`. The
 * template itself is not made: it is not part of a build.
 */
import { readFileSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';

/** What to bundle. */
export interface NodejsFunctionsRequest {
  /** The project, with a lock file. */
  readonly directory: string;
  /** Absolute. */
  readonly handlers: readonly string[];
  readonly outDir: string;
  readonly bundleAwsSDK: boolean;
}

const { directory, handlers, outDir, bundleAwsSDK }: NodejsFunctionsRequest = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
);
const stack = new Stack(new App({ outdir: outDir }), 'Functions');
for (const [index, entry] of handlers.entries()) {
  new NodejsFunction(stack, `Function${index}`, {
    entry,
    projectRoot: directory,
    depsLockFilePath: `${directory}/package-lock.json`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    bundling: {
      minify: true,
      format: OutputFormat.ESM,
      mainFields: ['module', 'main'],
      target: 'node22',
      bundleAwsSDK,
    },
  });
}
