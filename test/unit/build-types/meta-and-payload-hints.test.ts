import { expect, it } from 'vitest';
import { checkSources } from './check-sources.ts';

const hintsOf = (body: string): readonly (string | undefined)[] =>
  checkSources({
    'bus.ts': `import { Api, event } from 'lambdabus';
export class CaseApi extends Api {
${body}
  async get(): Promise<string> { return ''; }
}
`,
  }).diagnostics.map(({ hint }) => hint);

it.each([
  ["  readonly meta = { name: 'support.case' } as const;", 'Its meta belongs to each instance: make it static.'],
  ["  static readonly Meta = { name: 'support.case' } as const;", 'Did you mean that by "Meta"?'],
  ["  static readonly metadata = { name: 'support.case' } as const;", 'Did you mean that by "metadata"?'],
])('says what was likely meant to be the meta of an API in %s', (body, hint) => {
  expect(hintsOf(body)).toEqual([expect.stringContaining(hint)]);
});

it('says how an event gets a type that was given none', () => {
  const body = "  static readonly meta = { name: 'support.case' } as const;\n  readonly opened = event();";

  expect(hintsOf(body)).toEqual([
    'Say what the event carries: event<{ id: string }>(); event<Record<string, unknown>>() is for any object.',
  ]);
});
