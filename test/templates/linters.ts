import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonEnvironment } from '../support/python-environment.ts';

const suppressions = fileURLToPath(new URL('../../.checkov.yaml', import.meta.url));
const packages = ['cfn-lint==1.58.0', 'checkov==3.3.30'];

/** What a linter found: a rule and the resource. */
export interface Findings {
  readonly findings: readonly string[];
  /** How many templates or checks were looked at. */
  readonly looked: number;
}

/** Runs cfn-lint, with every rule and every severity. */
export async function cfnLint(templates: readonly string[]): Promise<Findings> {
  const halves = [0, 1]
    .map((half) => templates.filter((_, index) => index % 2 === half))
    .filter(({ length }) => length > 0);
  const outputs = await Promise.all(
    halves.map((files) => linter('cfn-lint', ['--format', 'json', '--regions', 'us-east-1', '--', ...files])),
  );
  const findings = outputs.flatMap((output): { Rule: { Id: string }; Message: string }[] => JSON.parse(output));
  return { findings: findings.map(({ Rule, Message }) => `${Rule.Id} ${Message}`), looked: templates.length };
}

/** Runs checkov with the suppressions of this repository. */
export async function checkov(templates: readonly string[]): Promise<Findings> {
  const output = await linter('checkov', [
    ...['--config-file', suppressions, '--output', 'json', '--compact', '--skip-download'],
    ...templates.flatMap((template) => ['--file', template]),
  ]);
  const { results, summary }: CheckovReport = JSON.parse(output);
  return {
    findings: results.failed_checks.map(({ check_id, resource }) => `${check_id} ${resource}`),
    looked: summary.passed + summary.failed,
  };
}

interface CheckovReport {
  readonly results: { readonly failed_checks: readonly { readonly check_id: string; readonly resource: string }[] };
  readonly summary: { readonly passed: number; readonly failed: number };
}

/** @returns what a linter printed, whether it found something or not. */
async function linter(program: string, args: readonly string[]): Promise<string> {
  const programs = await pythonEnvironment('template-linters-1', packages);
  return new Promise((resolve, reject) => {
    execFile(join(programs, program), args, { maxBuffer: 256 * 1024 * 1024 }, (error, stdout, stderr) => {
      // Findings end it with a code of its own; nothing printed is a program that did not run.
      if (stdout.trim() === '') reject(new Error(`${program} said nothing:\n${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}
