import { lastYearOf, missingDates } from './cron-dates.ts';
import { cronFieldProblem, cronFields } from './cron-fields.ts';

const page = 'https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based';
const example = "cron('0 12 * * ? *', handler)";
const dayOfMonth = 2;
const dayOfWeek = 4;
const yearField = 5;
/** Since when there is EventBridge Scheduler: what ends before never ran. */
const firstYear = 2022;

/** The fields of a cron expression as EventBridge Scheduler takes them, or what is wrong with it. */
export type CronExpression =
  | { readonly fields: readonly string[]; readonly problem?: never }
  | { readonly problem: string; readonly fields?: never };

/** Reads the fields of a cron expression, the text between the parentheses of `cron(…)`. */
export function readCronExpression(text: string): CronExpression {
  const wrapped = /^\s*(cron|rate)\s*\((.*)\)\s*$/i.exec(text);
  if (wrapped !== null) return { problem: wrappedProblem(wrapped[1] ?? '', wrapped[2] ?? '') };
  const fields = text.trim().toUpperCase().split(/\s+/);
  if (fields.length !== cronFields.length) return { problem: countProblem(text, fields) };
  const daysProblem = bothDaysProblem(fields);
  if (daysProblem !== undefined) return { problem: daysProblem };
  const problems = cronFields.flatMap((field, index) => cronFieldProblem(field, fields[index] ?? '') ?? []);
  if (problems.length > 0) {
    return { problem: `is none that EventBridge Scheduler takes: ${problems.join('; ')}. See ${page}` };
  }
  const lastYear = lastYearOf(fields);
  if (lastYear < firstYear) return { problem: pastProblem(fields, lastYear) };
  const missing = missingDates(fields);
  return missing === undefined ? { fields } : { problem: neverProblem(fields, missing) };
}

function neverProblem(fields: readonly string[], missing: string): string {
  const [last, day] = fields[dayOfMonth]?.includes('W') ? ['LW', 'weekday'] : ['L', 'day'];
  return `never runs: there is no ${missing}. For the last ${day} of a month write ${call(withField(fields, dayOfMonth, last))}.`;
}

function pastProblem(fields: readonly string[], lastYear: number): string {
  const everyYear = call(withField(fields, yearField, '*'));
  return `never runs: it ends with ${lastYear}, and EventBridge Scheduler has been there since ${firstYear}. Write a later year, or ${everyYear} for each.`;
}

function wrappedProblem(kind: string, inner: string): string {
  return kind.toLowerCase() === 'cron'
    ? `names cron twice. Write the fields alone: cron(${JSON.stringify(inner.trim())}, handler).`
    : 'is a rate. Write every({ hours: 1 }, handler).';
}

function countProblem(text: string, fields: readonly string[]): string {
  const count = text.trim() === '' ? 0 : fields.length;
  const taken = `EventBridge Scheduler takes six: ${cronFields.map(({ name }) => name).join(', ')}`;
  const translated = fields.length === 5 ? fromUnix(fields) : undefined;
  const hint =
    translated === undefined
      ? `${taken}, such as ${example}.`
      : `${taken}. For this expression of Unix write ${call(translated)}.`;
  return `has ${count} field${count === 1 ? '' : 's'}. ${hint}`;
}

function bothDaysProblem(fields: readonly string[]): string | undefined {
  const [month = '', week = ''] = [fields[dayOfMonth], fields[dayOfWeek]];
  if ((month === '?') !== (week === '?')) return undefined;
  const rule = 'must have ? in exactly one of day of month and day of week';
  const meant =
    week === '*' ? { at: dayOfWeek, as: '?' } : { at: dayOfMonth, as: month === '?' ? '*' : month === '*' ? '?' : '' };
  const isEither = meant.as === '';
  if (isEither) return `${rule}, and has "${month}" and "${week}". Make a schedule of each.`;
  const corrected = withField(fields, meant.at, meant.as);
  const { problem } = readCronExpression(corrected.join(' '));
  if (problem === undefined) return `${rule}. Write ${call(corrected)}.`;
  return `${rule}. Write ${meant.as} for ${cronFields[meant.at]?.name}. Besides, it ${problem}`;
}

/** An expression of Unix cron in the six fields of EventBridge Scheduler, where it has a counterpart. */
function fromUnix([minutes = '', hours = '', month = '', months = '', week = '']: readonly string[]):
  | readonly string[]
  | undefined {
  const [day, weekday] = [month, week].map((field) => (field === '?' ? '*' : field));
  // Unix runs at either day where both are given; EventBridge Scheduler knows no such thing.
  if (weekday !== '*' && day !== '*') return undefined;
  const days = weekday === '*' ? [day, '?'] : ['?', week.replace(/(?<![/#\d])[0-7](?!\d)/g, fromUnixDay)];
  const fields = [minutes, hours, days[0] ?? '', months, days[1] ?? '', '*'];
  return readCronExpression(fields.join(' ')).problem === undefined ? fields : undefined;
}

/** Unix counts the days of the week from 0 = Sunday, which is 7 too. */
function fromUnixDay(day: string): string {
  return String((Number(day) % 7) + 1);
}

function withField(fields: readonly string[], at: number, value: string): readonly string[] {
  return fields.map((field, index) => (index === at ? value : field));
}

function call(fields: readonly string[]): string {
  return `cron('${fields.join(' ')}', handler)`;
}
