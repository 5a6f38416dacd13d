import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnQueue } from 'aws-cdk-lib/aws-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cfnLint, checkov } from './linters.ts';
import { exampleApp, largeApp, synthesizeChecked, templatesIn } from './synthesized-apps.ts';

const directory = mkdtempSync(join(tmpdir(), 'lambdabus-templates-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe.each([
  ['the examples', exampleApp, 2],
  // Some 6,700 resources, of which a stack takes 500.
  ['a service of 1,000 procedures', largeApp, 14],
] as const)('the templates of %s', (name, make, count) => {
  const outdir = join(directory, name.replaceAll(' ', '-'));
  let templates: readonly string[];

  beforeAll(async () => {
    // cdk-nag fails the synthesis of what breaks its rules without a reason.
    synthesizeChecked(await make(outdir));
    templates = templatesIn(outdir);
  });

  it(`are at least ${count}, none of them over a limit of CloudFormation, and pass cdk-nag`, () => {
    expect(templates.length).toBeGreaterThanOrEqual(count);
    for (const template of templates) {
      const text = readFileSync(template, 'utf8');
      expect(Object.keys(JSON.parse(text).Resources).length, template).toBeLessThanOrEqual(500);
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
      expect(text.length, template).toBeLessThan(900_000);
    }
  });

  it('pass cfn-lint', async () => {
    expect(await cfnLint(templates)).toEqual({ findings: [], looked: templates.length });
  });

  it('pass checkov', async () => {
    const { findings, looked } = await checkov(templates);

    expect(findings).toEqual([]);
    expect(looked).toBeGreaterThan(100);
  });
});

describe('a template with faults', () => {
  const outdir = join(directory, 'faulty');
  const app = new App({ outdir });
  const stack = new Stack(app, 'Faulty');
  new CfnQueue(stack, 'Open', { sqsManagedSseEnabled: false, visibilityTimeout: -1 });
  new CfnFunction(stack, 'Old', {
    code: { zipFile: 'exports.handler = async () => null;' },
    handler: 'index.handler',
    role: 'arn:aws:iam::000000000000:role/any',
    runtime: 'nodejs12.x',
    environment: { variables: { KEY: 'AKIAIOSFODNN7EXAMPLE', SECRET: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' } },
  });

  it('is what the three find faults in', async () => {
    expect(() => synthesizeChecked(app)).toThrow(/AwsSolutions-L1/);
    const templates = templatesIn(outdir);

    const found = { lint: await cfnLint(templates), checkov: await checkov(templates) };

    expect(found.lint.findings).toEqual(expect.arrayContaining([expect.stringContaining('E3034')]));
    expect(found.checkov.findings).toEqual(expect.arrayContaining([expect.stringContaining('CKV_AWS_45')]));
  });
});
