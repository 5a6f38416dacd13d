/** What a map of functions has of one that the build knows. */
export function required<TValue>(map: ReadonlyMap<string, TValue>, name: string): TValue {
  const value = map.get(name);
  if (value === undefined) throw new TypeError(`The build lost the function "${name}".`);
  return value;
}
