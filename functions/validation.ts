import { BusError, type BusErrorCode } from '../src/definition/index.ts';
import type { Issue } from '../src/wire/index.ts';

const shown = 3;

/** The error for a value that is not what its type says; its message shows the first issues, its data has all. */
export function invalid(code: BusErrorCode, what: string, issues: readonly Issue[]): BusError {
  const lines = issues.slice(0, shown).map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  const more = issues.length > shown ? `; and ${issues.length - shown} more` : '';
  return new BusError(
    code,
    `${what} ${what.startsWith('The parameters') ? 'are' : 'is'} not valid: ${lines.join('; ')}${more}.`,
    {
      data: { issues },
    },
  );
}
