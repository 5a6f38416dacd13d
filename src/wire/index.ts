export { applyCasts } from './apply-casts.ts';
export { attributeNames, deadLetterAttributeNames } from './attributes.ts';
export type { Cast, CastKind, Codec } from './cast.ts';
export { compactCasts } from './compact-casts.ts';
export { type EncodedCast, encode } from './encode.ts';
export {
  type CallMetadata,
  type CallRequest,
  idempotencyKeyLimit,
  metadataMember,
  readCallRequest,
} from './metadata.ts';
export { type PathSegment, toPointer } from './pointer.ts';
export { type FunctionErrorPayload, fromErrorMessage, type RemoteError, toRemoteError } from './remote-error.ts';
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
