/** A number of things in words: `1 topic`, `2 topics`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
