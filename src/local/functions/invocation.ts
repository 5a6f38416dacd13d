import type { FunctionResource } from '../../topology/topology.ts';
import type { FunctionErrorPayload } from '../worker/protocol.ts';

/** A function of the topology and where its bundle lies. */
export interface LocalFunction {
  readonly resource: FunctionResource;
  /** The absolute path of its bundle's directory. */
  readonly directory: string;
}

/** One invocation as the engine asks for it. */
export interface InvocationRequest {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** JSON. */
  readonly clientContext?: string | undefined;
  /** Hears of the answer at once, when what the function wrote may not have been read yet. */
  readonly onAnswer?: ((answer: Answer) => void) | undefined;
}

/** What an invocation answers its caller. */
export interface Answer {
  /** JSON: the result, or the error as Lambda reports it. */
  readonly payload: string;
  readonly error?: FunctionErrorPayload | undefined;
}

/** How an invocation ended. */
export interface Invocation extends Answer {
  readonly durationMs: number;
  /** How long its new execution environment took to load; none for a warm one. */
  readonly initMs?: number | undefined;
  /** The resident memory of its processes that was seen at most; none for an invocation too short to be looked at. */
  readonly memoryMb?: number | undefined;
  /** The last 4 KB of what it wrote. */
  readonly log: string;
}
