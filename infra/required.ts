/** A part of the topology that is always there with the part that names it. */
export function required<T>(part: T | undefined): T {
  if (part === undefined) throw new TypeError('The topology names a resource that it does not hold.');
  return part;
}
