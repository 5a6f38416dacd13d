/** The members of options that have a value: one that is undefined hides none when they are spread over others. */
export function defined<T extends object>(options: T): Partial<T> {
  // Leaving members out of an object keeps the types of the others.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>;
}
