/** What one option takes. */
export interface OptionRule {
  readonly accepts: (value: unknown) => boolean;
  /** Says what a value is without quoting it. @default the value as JSON */
  readonly show?: (value: unknown) => string;
  /** Completes "… must be". */
  readonly allowed: string;
  /** What is wrong with a value that is accepted so far, after "it": said instead of what is allowed. */
  readonly problem?: (value: unknown) => string | undefined;
  /** The page that a limit comes from. */
  readonly page?: string;
}

/** The rules of one kind of options, by their names. */
export type OptionRules = Readonly<Record<string, OptionRule>>;

/** A whole number between two limits. */
export function wholeNumber(least: number, most: number, unit: string, page: string): OptionRule {
  return {
    accepts: (value) => Number.isInteger(value) && Number(value) >= least && Number(value) <= most,
    allowed: `a whole number of ${unit} from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}`,
    page,
  };
}

/** The former name of something. */
export function named(what: string, problemOf: (name: string) => string | undefined, example: string): OptionRule {
  return {
    accepts: (value) => typeof value === 'string' && problemOf(value) === undefined,
    allowed: `the former name of the ${what}, such as "${example}"`,
  };
}

/** One of several words. */
export function oneOf(...values: readonly string[]): OptionRule {
  return {
    accepts: (value) => typeof value === 'string' && values.includes(value),
    allowed: `one of ${values.map((value) => `"${value}"`).join(', ')}`,
  };
}
