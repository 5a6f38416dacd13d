/** Colours a piece of text for a terminal, or leaves it as it is. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly strong: (text: string) => string;
  readonly faint: (text: string) => string;
  readonly help: (text: string) => string;
  readonly place: (text: string) => string;
}

const plain = (text: string): string => text;

/** Leaves everything as it is. */
export const noPaint: Paint = { error: plain, strong: plain, faint: plain, help: plain, place: plain };

/** ANSI colours. */
export const ansiPaint: Paint = {
  error: (text) => `\u001b[1;31m${text}\u001b[0m`,
  strong: (text) => `\u001b[1m${text}\u001b[0m`,
  faint: (text) => `\u001b[2m${text}\u001b[0m`,
  help: (text) => `\u001b[36m${text}\u001b[0m`,
  place: (text) => `\u001b[4m${text}\u001b[0m`,
};

/**
 * Whether a stream takes colours: a terminal, unless `NO_COLOR` is set; `FORCE_COLOR` wins over both.
 * @see https://no-color.org
 */
export function takesColor(
  stream: { readonly isTTY?: boolean | undefined },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced !== '0';
  const refused = environment['NO_COLOR'];
  return stream.isTTY === true && (refused === undefined || refused === '');
}
