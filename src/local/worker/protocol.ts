/** What a function answers when it fails, as Lambda puts it into the response's payload. */
export interface FunctionErrorPayload {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[] | undefined;
}

/** What the engine sends to a worker: one invocation. */
export interface InvokeMessage {
  readonly requestId: string;
  /** JSON. */
  readonly payload: string;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly functionArn: string;
  /** JSON. */
  readonly clientContext?: string | undefined;
}

/** What a worker sends to the engine. */
export type WorkerMessage =
  | { readonly type: 'ready' }
  | { readonly type: 'init-error'; readonly error: FunctionErrorPayload }
  | { readonly type: 'result'; readonly requestId: string; readonly payload: string }
  | {
      readonly type: 'error';
      readonly requestId: string;
      readonly error: FunctionErrorPayload;
      /** Whether the process ends after it, as it does on Lambda after an error that no handler returned. */
      readonly fatal: boolean;
    };
