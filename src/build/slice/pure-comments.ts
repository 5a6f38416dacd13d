import type { Node } from 'oxc-parser';
import type { ParsedModule } from './parsed-sources.ts';

/** Whether a comment right before a call marks it as one without effects: `@__PURE__`. */
export function isMarkedPure({ start }: Node, { text, comments }: Pick<ParsedModule, 'text' | 'comments'>): boolean {
  let from = start;
  // Backwards: between them and the call stand other comments and white space only.
  for (const comment of comments.filter(({ end }) => end <= start).toReversed()) {
    if (text.slice(comment.end, from).trim() !== '') return false;
    if (/[@#]__PURE__/.test(comment.value)) return true;
    from = comment.start;
  }
  return false;
}
