export { applyCasts } from './apply-casts.ts';
export { attributeNames, deadLetterAttributeNames } from './attributes.ts';
export type { Cast, Codec, Codecs } from './cast.ts';
export { compactCasts } from './compact-casts.ts';
export { type EncodedCast, encode } from './encode.ts';
export {
  type CallMetadata,
  carriesMetadata,
  idempotencyKeyLimit,
  metadataMember,
  readCallRequest,
} from './metadata.ts';
export { type FunctionErrorPayload, fromErrorMessage, toRemoteError } from './remote-error.ts';
export {
  currentRequest,
  type FunctionContext,
  functionContext,
  type RequestContext,
  setFunctionContext,
  withRequest,
} from './request-context.ts';
export { nextTraceparent } from './trace.ts';
export type { BundleValidators, Issue, Validator } from './validator.ts';
