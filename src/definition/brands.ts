/**
 * Marks that are the same in every copy of the library: two copies may be loaded in one process (a package that
 * brings its own), so nothing is ever recognised by `instanceof`.
 */
export const apiBrand: unique symbol = Symbol.for('lambdabus.Api');
export const eventBrand: unique symbol = Symbol.for('lambdabus.event');
export const listenerBrand: unique symbol = Symbol.for('lambdabus.listener');
export const scheduleBrand: unique symbol = Symbol.for('lambdabus.schedule');

/** Whether `value` is an object or function that carries the mark. */
export function isBranded(value: unknown, brand: symbol): boolean {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && brand in value;
}
