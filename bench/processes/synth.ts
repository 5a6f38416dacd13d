/**
 * Synthesizes a built service: `node synth.ts <manifest.json> <output directory> [record]`, where `record` writes the
 * placement file into the working directory first. Prints its peak memory in bytes.
 */
import { App } from 'aws-cdk-lib';
import { loadManifest } from 'lambdabus/build';
import { BusStack } from 'lambdabus/infra';

const [manifest = '', outdir = '', mode] = process.argv.slice(2);
const context = mode === 'record' ? { 'lambdabus:placement': 'update', 'lambdabus:deployed': 'none' } : {};

const app = new App({ outdir, context });
new BusStack(app, 'Generated', { manifest: loadManifest(manifest), stage: 'dev' });
app.synth();
console.log(JSON.stringify({ peakBytes: process.resourceUsage().maxRSS * 1024 }));
