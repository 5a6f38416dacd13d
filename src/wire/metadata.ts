import { BusError } from '../definition/index.ts';

/** The reserved member of a call's payload, `$bus`: what a call carries besides its parameters. */
export interface CallMetadata {
  /** W3C trace context. */
  readonly traceparent?: string | undefined;
  /** When the caller stops waiting, in epoch milliseconds. */
  readonly deadline?: number | undefined;
  /** Who calls: a function's name, or what `createBus({ caller })` says. */
  readonly caller?: string | undefined;
  /** 1 to 128 characters. */
  readonly idempotencyKey?: string | undefined;
  /** `casts`: the answer may say where its values are of which class. */
  readonly accept?: 'casts' | undefined;
}

/** A call's payload, taken apart. */
export interface CallRequest {
  /** The parameter object; undefined when there is none. */
  readonly params: unknown;
  /** Absent for a caller that sent none, such as `aws lambda invoke`. */
  readonly metadata: CallMetadata | undefined;
}

/** The name of the reserved member. */
export const metadataMember = '$bus';

/** The longest idempotency key, in characters. */
export const idempotencyKeyLimit = 128;

/**
 * Takes a call's payload apart.
 * @throws BusError `INVALID_METADATA`
 */
export function readCallRequest(payload: unknown): CallRequest {
  if (payload === null || payload === undefined) return { params: undefined, metadata: undefined };
  if (typeof payload !== 'object' || Array.isArray(payload) || !(metadataMember in payload)) {
    return { params: payload, metadata: undefined };
  }
  const { [metadataMember]: metadata, ...params } = payload;
  return { params, metadata: readMetadata(metadata) };
}

/** Whether a payload carries metadata, valid or not: then its sender reads the bus's own form of a failure. */
export function carriesMetadata(payload: unknown): boolean {
  return typeof payload === 'object' && payload !== null && metadataMember in payload;
}

const rules: Readonly<
  Record<keyof CallMetadata, { readonly expected: string; readonly holds: (value: unknown) => boolean }>
> = {
  traceparent: { expected: 'a string', holds: (value) => typeof value === 'string' },
  deadline: {
    expected: 'a number of epoch milliseconds',
    holds: (value) => typeof value === 'number' && Number.isFinite(value),
  },
  caller: { expected: 'a string', holds: (value) => typeof value === 'string' },
  idempotencyKey: {
    expected: /* @__PURE__ */ textOfUpTo(idempotencyKeyLimit),
    holds: (value) => typeof value === 'string' && value.length >= 1 && value.length <= idempotencyKeyLimit,
  },
  accept: { expected: '"casts"', holds: (value) => value === 'casts' },
};

function textOfUpTo(limit: number): string {
  return `a string of 1 to ${limit} characters`;
}

function readMetadata(metadata: unknown): CallMetadata {
  if (typeof metadata !== 'object' || metadata === null || Array.isArray(metadata)) {
    throw invalid('', 'an object', metadata);
  }
  for (const [name, { expected, holds }] of Object.entries(rules)) {
    if (!Object.hasOwn(metadata, name)) continue;
    // Of the object's own members, known by name.
    const value = (metadata as Record<string, unknown>)[name];
    if (value !== undefined && !holds(value)) throw invalid(`.${name}`, expected, value);
  }
  return metadata;
}

function invalid(member: string, expected: string, value: unknown): BusError {
  return new BusError(
    'INVALID_METADATA',
    `${metadataMember}${member} must be ${expected}, got ${JSON.stringify(value)?.slice(0, 100)}.`,
  );
}
