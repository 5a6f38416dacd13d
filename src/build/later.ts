/** What is awaited later, or not at all where something else fails first. */
export function later<TValue>(promise: Promise<TValue>): Promise<TValue> {
  // Whoever awaits it is told.
  promise.catch(() => {});
  return promise;
}
