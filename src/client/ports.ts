/** Runs a procedure's function. The AWS SDK's adapter is the default; tests give their own. */
export interface ProcedureInvoker {
  /** @throws whatever the transport throws; the client maps it to a `BusError`. */
  invoke(request: InvokeRequest): Promise<InvokeResponse>;
}

/** One invocation. */
export interface InvokeRequest {
  /** A bare name, or an ARN for a function of another account. */
  readonly functionName: string;
  /** Undefined for the default region. */
  readonly region: string | undefined;
  /** JSON. */
  readonly payload: string;
  /** Whether to wait for the result, or only until Lambda has accepted the call. */
  readonly mode: 'call' | 'enqueue';
  readonly signal: AbortSignal;
}

/** What Lambda answered. */
export interface InvokeResponse {
  /** JSON; empty for `enqueue`. */
  readonly payload: string;
  /** Set when the function failed; the payload then describes the failure. */
  readonly functionError: string | undefined;
  readonly requestId: string;
}

/** Publishes events to their topics. The AWS SDK's adapter is the default; tests give their own. */
export interface EventPublisher {
  /** Publishes up to ten messages to one topic; each has a result of its own, in their order. */
  publish(request: PublishRequest): Promise<readonly PublishResult[]>;
  /** The account of the credentials, 12 digits, for the topics' ARNs. */
  account(region: string | undefined): Promise<string>;
  /** The default region. */
  region(): Promise<string>;
}

/** Up to ten messages for one topic. */
export interface PublishRequest {
  readonly topicArn: string;
  readonly region: string | undefined;
  readonly messages: readonly OutgoingMessage[];
  readonly signal: AbortSignal;
}

/** One message. */
export interface OutgoingMessage {
  /** JSON. */
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly groupId: string | undefined;
  readonly deduplicationId: string | undefined;
}

/** What became of one message; a failure that is not the sender's fault may be tried again. */
export type PublishResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly isSenderFault: boolean };
