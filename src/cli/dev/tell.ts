import { styleText } from 'node:util';

/** Tells on standard error what `lambdabus dev` does. */
export function tell(text: string): void {
  process.stderr.write(`${styleText('dim', text, { stream: process.stderr })}\n`);
}
