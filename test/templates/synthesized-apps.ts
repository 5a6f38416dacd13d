import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BusStack } from '../../infra/index.ts';
import { located } from '../infra/support/located-manifest.ts';
import { largeManifest } from '../support/large-manifest.ts';

/** Synthesizes an app, and checks it by the rules of AWS Solutions. */
export function synthesizeChecked(app: App): void {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  app.synth();
}

/** The app of the examples, as `cdk deploy` makes it. */
export async function exampleApp(outdir: string): Promise<App> {
  // As CDK's command line says where to.
  process.env['CDK_OUTDIR'] = outdir;
  const { app } = await import('../../infra/app.ts');
  return app;
}

/** An app with a service of 1,000 procedures, 200 events and 200 listeners. */
export function largeApp(outdir: string): App {
  const app = new App({
    outdir,
    context: { 'lambdabus:placement': 'update', 'lambdabus:deployed': 'none' },
  });
  new BusStack(app, 'Large', {
    manifest: located(largeManifest({ procedures: 1_000, events: 200, listeners: 200 })),
    stage: 'prod',
    placement: { file: join(outdir, 'lambdabus.placement.json') },
  });
  return app;
}

/** The templates of a synthesized app, nested ones too. */
export function templatesIn(outdir: string): readonly string[] {
  return readdirSync(outdir)
    .filter((file) => file.endsWith('.template.json'))
    .map((file) => join(outdir, file));
}
