import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../../../src/build/diagnostic-codes.ts';
import { BuildError, build } from '../../../src/build/index.ts';
import { brokenServices } from './broken-services.ts';
import { temporaryService } from './temporary-service.ts';

/** Codes that need more than sources to happen, and have tests of their own. */
const testedElsewhere = [
  'BUS_MODULE_INVALID',
  'BUS_MODULE_NOT_FOUND',
  'PACKAGE_NOT_FOUND',
  'PACKAGE_INVALID',
  'SERVICE_NAME_MISSING',
  'SERVICE_NAME_INVALID',
  'OUT_DIR_TAKEN',
  'OUT_DIR_NOT_WRITABLE',
  // Warnings.
  'SCHEMA_NOT_DESCRIBED',
  'BUNDLE_OVER_BUDGET',
  'BUNDLER_WARNING',
  'API_NOT_EXTENDED',
  'BUS_EMPTY',
  'DOC_TAG_UNKNOWN',
  'FORMAT_NOT_CHECKED',
  'IMPORT_NOT_BUNDLED',
  'SCHEDULE_OVER',
  // Of packages and files on disk.
  'ASSET_IN_THE_WAY',
  'EXTERNAL_NOT_FOUND',
  'EXTERNAL_NOT_FOR_PLATFORM',
  'BUNDLE_FAILED',
  'BUNDLE_TOO_LARGE',
  // Of the build itself.
  'TYPES_PROCESS_ENDED',
];

/** The one that only a limit ends. */
const endless = 'A module that never ends';

async function printedErrors(
  title: string,
  files: Readonly<Record<string, string>>,
): Promise<{ text: string; codes: readonly string[] }> {
  const root = temporaryService(files);
  try {
    await build(join(root, 'bus.ts'), title === endless ? { loadTimeoutMs: 2_000 } : {});
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
    return {
      text: error.message.replaceAll(/--> \S*?lambdabus-build-[^/]+\//g, '--> ').replaceAll(root, '.'),
      codes: error.diagnostics.map(({ code }) => code),
    };
  }
  return { text: 'It builds.', codes: [] };
}

describe('every definition error', () => {
  it('is printed so that a person knows what to do', async () => {
    const printed: string[] = [];
    const seen = new Set<string>();
    for (const [title, files] of Object.entries(brokenServices)) {
      const { text, codes } = await printedErrors(title, files);
      printed.push(`${title}\n${'='.repeat(title.length)}\n\n${text}\n`);
      for (const code of codes) seen.add(code);
    }

    await expect(printed.join('\n\n')).toMatchFileSnapshot('definition-errors.txt');
    expect(diagnosticCodes.filter((code) => !seen.has(code) && !testedElsewhere.includes(code))).toEqual([]);
  }, 300_000);
});
