import { types } from 'node:util';
import type { FunctionErrorPayload } from './protocol.ts';

/** Anything thrown, as Lambda's Node.js runtime reports it. */
export function errorPayload(thrown: unknown): FunctionErrorPayload {
  if (types.isNativeError(thrown)) {
    return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
}

/** Why a bundle could not be loaded, under the names that Lambda's Node.js runtime uses. */
export function initErrorPayload(thrown: unknown): FunctionErrorPayload {
  const payload = errorPayload(thrown);
  if (thrown instanceof SyntaxError) return { ...payload, errorType: 'Runtime.UserCodeSyntaxError' };
  const code: unknown = types.isNativeError(thrown) && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') {
    return { ...payload, errorType: 'Runtime.ImportModuleError' };
  }
  return payload;
}
