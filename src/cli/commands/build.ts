import { basename, relative } from 'node:path';
import { Command } from 'commander';
import type { BuildStep } from '../../build/index.ts';
import type { Explanation } from '../../build/report/explanation.ts';
import { type Bundle, locationOf, type Manifest, manifestFile } from '../../manifest/index.ts';
import { count } from '../count.ts';

interface BuildCommandOptions {
  readonly service?: string;
  readonly out?: string;
  readonly json?: true;
  readonly why?: string | true;
  readonly explain?: true;
}

const stepTexts: Readonly<Record<BuildStep, string>> = {
  load: 'loading the bus module',
  check: 'reading types',
  bundle: 'bundling functions',
  write: 'writing',
};

/** Makes the command `lambdabus build [bus.ts]`. */
export function buildCommand(): Command {
  return new Command('build')
    .description('Build a bus module: its manifest and one bundle for each function.')
    .argument('[bus]', 'the module whose exports are on the bus (default: bus.ts, then bus/index.ts)')
    .option('--service <name>', "the service's name (default: lambdabus.service of package.json, else its name)")
    .option('--out <directory>', 'where the manifest and the bundles go (default: .lambdabus beside package.json)')
    .option('--why [function]', 'tell what the bundles are made of, and by which imports')
    .option('--explain', 'print why each function may call and fire what it may, and what its bundle holds besides')
    .option('--json', 'print the result as JSON')
    .action(runBuild);
}

async function runBuild(
  busModule: string | undefined,
  { service, out, json, why, explain }: BuildCommandOptions,
): Promise<void> {
  const { BuildError, build, readExplanation } = await import('../../build/index.ts');
  const progress = statusLine(process.stderr);
  const started = performance.now();
  try {
    const manifest = await build(busModule ?? 'bus.ts', {
      service,
      outDir: out,
      onStep: (step) => progress.show(`${stepTexts[step]} …`),
    });
    progress.clear();
    if (why !== undefined) {
      const name = typeof why === 'string' ? why : undefined;
      const { whyText } = await import('./build-why.ts');
      process.stdout.write(`${whyText(locationOf(manifest), { name, json: json === true })}\n`);
      return;
    }
    const seconds = (performance.now() - started) / 1000;
    const explanation = explain === true ? readExplanation(locationOf(manifest)) : undefined;
    process.stdout.write(`${json === true ? toJson(manifest, seconds, explanation) : toText(manifest, seconds)}\n`);
    if (json !== true && explanation !== undefined) {
      const { explanationText } = await import('../explanation-text.ts');
      process.stdout.write(`\n${explanationText(explanation)}\n`);
    }
  } catch (error) {
    progress.clear();
    if (json === true && error instanceof BuildError) {
      process.stdout.write(`${JSON.stringify({ diagnostics: error.diagnostics }, null, 2)}\n`);
    }
    throw error;
  }
}

function toJson(manifest: Manifest, seconds: number, explanation: Explanation | undefined): string {
  const path = `${locationOf(manifest)}/${manifestFile}`;
  return JSON.stringify({ manifest: path, seconds: Number(seconds.toFixed(3)), ...manifest, explanation }, null, 2);
}

function toText(manifest: Manifest, seconds: number): string {
  const { apis, listeners, schedules, service } = manifest;
  const functions = [
    ...apis.flatMap(({ name, procedures }) =>
      procedures.map((procedure) => row(`${name}.${procedure.name}`, 'procedure', procedure.bundle)),
    ),
    ...listeners.map(({ name, bundle, events }) =>
      row(name, `listens to ${events.map(({ event }) => event).join(', ')}`, bundle),
    ),
    ...schedules.map(({ name, bundle, expression }) => row(name, expression, bundle)),
  ];
  const topics = apis.flatMap(({ name, events }) =>
    events.map(({ name: event, fifo }) => [`${name}.${event}`, fifo ? 'FIFO' : '']),
  );
  const place = relative(process.cwd(), locationOf(manifest)) || basename(locationOf(manifest));
  return [
    `${service}: ${count(functions.length, 'function')}, ${count(topics.length, 'topic')}, built in ${seconds.toFixed(2)} s into ${place}`,
    ...section('functions', functions),
    ...section('topics', topics),
  ].join('\n');
}

function row(name: string, what: string, { bytes, calls, fires }: Bundle): readonly string[] {
  const targets = [
    ...(calls.length > 0 ? [`calls ${calls.join(', ')}`] : []),
    ...(fires.length > 0 ? [`fires ${fires.map(({ event }) => event).join(', ')}`] : []),
  ];
  return [name, size(bytes), what, targets.join('; ')];
}

function section(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0)));
  return [
    '',
    title,
    ...rows.map((cells) => `  ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
  ];
}

function size(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`.padStart(9);
}

/** A line that is written over and over, on terminals only. */
function statusLine(stream: NodeJS.WriteStream): { show(text: string): void; clear(): void } {
  if (!stream.isTTY) return { show: () => {}, clear: () => {} };
  const erase = '\r\u001b[2K';
  return { show: (text) => stream.write(`${erase}${text}`), clear: () => stream.write(erase) };
}
