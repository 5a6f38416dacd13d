import { closestName } from '../../../definition/did-you-mean.ts';
import { checkedFormats } from '../../../manifest/index.ts';
import type { Checking } from '../checking.ts';
import type { ts } from '../compiler.ts';
import type { DocTag } from './doc-comment.ts';

/** Says how an input is shown, and nothing that a value could be checked for. */
const describing = ['password'];

/**
 * Warns of a format that no function checks: whoever writes `@format` expects that. One that stands beside `@pattern` only
 * gives that a name.
 */
export function warnOfUncheckedFormat(
  tags: readonly DocTag[],
  declaration: ts.Node,
  checking: Checking,
  subject: string,
): void {
  const format = tags.find(({ name }) => name === 'format')?.text;
  if (format === undefined || [...checkedFormats, ...describing].includes(format)) return;
  if (tags.some(({ name }) => name === 'pattern') || !checking.isUserFile(declaration.getSourceFile())) return;
  const closest = closestName(format, checkedFormats);
  checking.warn(
    {
      code: 'FORMAT_NOT_CHECKED',
      message: `${subject} has @format ${format}, which only describes: any string passes.`,
      hint: `${closest === undefined ? '' : `Did you mean ${closest}? `}Checked are ${checkedFormats.join(', ')}; for anything else, @pattern beside it is checked.`,
    },
    declaration,
  );
}
