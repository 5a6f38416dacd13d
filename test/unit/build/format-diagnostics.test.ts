import { inspect, stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { BuildError, type Diagnostic, formatDiagnostics, takesColor } from '../../../src/build/index.ts';
import { temporaryService } from './temporary-service.ts';

const nameInvalid: Diagnostic = {
  code: 'API_NAME_INVALID',
  message: 'SupportApi cannot be named "Support".',
  hint: 'Use a dotted name such as support.case.',
  position: { file: 'apis.ts', line: 2, column: 28 },
  length: 15,
};
const source = `export class SupportApi extends Api {
\tstatic readonly meta = { name: 'Support' } as const;
}
`;

describe('printing diagnostics', () => {
  it('shows the lines, what is meant, and what to do', () => {
    const root = temporaryService({ 'apis.ts': source });

    const text = formatDiagnostics([nameInvalid], { packageRoot: root, cwd: root });

    expect(text).toBe(
      [
        'error[API_NAME_INVALID]: SupportApi cannot be named "Support".',
        '  --> apis.ts:2:28',
        '    |',
        '  1 | export class SupportApi extends Api {',
        "  2 |  static readonly meta = { name: 'Support' } as const;",
        '    |                            ^^^^^^^^^^^^^^^',
        '    = help: Use a dotted name such as support.case.',
      ].join('\n'),
    );
  });

  it('shows the second place as well, and counts', () => {
    const root = temporaryService({ 'apis.ts': source });
    const related = { message: 'The first is here.', position: { file: 'apis.ts', line: 1, column: 14 } };

    const text = formatDiagnostics(
      [
        { ...nameInvalid, related },
        { code: 'SYNTAX_ERROR', message: 'Y.', hint: '' },
      ],
      {
        packageRoot: root,
        cwd: root,
      },
    );

    expect(text).toContain('    = note: The first is here.\n  --> apis.ts:1:14');
    expect(text).toMatch(/\n\nerror\[SYNTAX_ERROR\]: Y\.\n\n2 errors\.$/);
  });

  it('gives paths that the terminal can open from where it is', () => {
    const root = temporaryService({ 'apis.ts': source, 'sub/x.ts': '' });

    const text = formatDiagnostics([nameInvalid], { packageRoot: root, cwd: `${root}/sub` });

    expect(text).toContain('--> ../apis.ts:2:28');
  });

  it('clips long lines around the place', () => {
    const root = temporaryService({ 'apis.ts': `${'x'.repeat(300)}HERE${'y'.repeat(300)}` });

    const text = formatDiagnostics(
      [{ ...nameInvalid, position: { file: 'apis.ts', line: 1, column: 301 }, length: 4 }],
      {
        packageRoot: root,
      },
    );

    const [, , , line = '', carets = ''] = text.split('\n');
    expect(line.length).toBeLessThan(160);
    expect(line.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE');
  });

  it('colours only when told to, and then says the same', () => {
    const root = temporaryService({ 'apis.ts': source });

    const plain = formatDiagnostics([nameInvalid], { packageRoot: root });
    const colored = formatDiagnostics([nameInvalid], { packageRoot: root, color: true });

    expect(plain).toBe(stripVTControlCharacters(plain));
    expect(colored).not.toBe(plain);
    expect(stripVTControlCharacters(colored)).toBe(plain);
  });

  it('knows which streams take colours', () => {
    expect(takesColor({ isTTY: true }, {})).toBe(true);
    expect(takesColor({}, {})).toBe(false);
    expect(takesColor({ isTTY: true }, { NO_COLOR: '1' })).toBe(false);
    expect(takesColor({}, { FORCE_COLOR: '1' })).toBe(true);
    expect(takesColor({ isTTY: true }, { FORCE_COLOR: '0' })).toBe(false);
  });
});

describe('a build error that nobody catches', () => {
  it('prints its message and nothing after it', () => {
    const error = new BuildError([{ code: 'API_META_MISSING', message: 'It has none.', hint: 'Write one.' }], '/');

    expect(inspect(error)).toBe('[BuildError: error[API_META_MISSING]: It has none.\n    = help: Write one.]');
    expect(error.diagnostics).toHaveLength(1);
  });
});
