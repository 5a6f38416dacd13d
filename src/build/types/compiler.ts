/**
 * The one door to the TypeScript compiler. The checker is pinned (TypeScript 6.0.3, the last line with a JavaScript
 * API) and is never the one of the user's project. Nothing outside of this folder sees its types: the rest of the
 * build knows `CheckedBus` only.
 */
export { ts } from '../typescript.ts';
