/** What Lambda tells a handler besides the event; the part that is used here. */
export interface LambdaContext {
  readonly awsRequestId: string;
  readonly functionName: string;
  getRemainingTimeInMillis(): number;
}

/** A record of an SQS batch; the part that is used here. */
export interface SqsRecord {
  readonly messageId: string;
  readonly body: string;
  readonly eventSourceARN: string;
  readonly attributes: {
    readonly ApproximateReceiveCount: string;
    readonly SentTimestamp: string;
    readonly MessageGroupId?: string;
    readonly MessageDeduplicationId?: string;
  };
  readonly messageAttributes: Readonly<Record<string, SqsAttribute>>;
}

/** A message attribute as Lambda hands it over. */
export interface SqsAttribute {
  readonly stringValue?: string;
  /** Base64. */
  readonly binaryValue?: string;
  readonly dataType: string;
}

/** A batch of SQS records. */
export interface SqsBatch {
  readonly Records: readonly SqsRecord[];
}

/** What a handler with `ReportBatchItemFailures` answers. */
export interface SqsBatchResponse {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Handlers get this long before Lambda ends the function, to wind up and to log; of a short timeout a tenth. */
const windUpMs = 500;

/** When what a request does has to end, in epoch milliseconds: shortly before the function's timeout. */
export function functionDeadline(context: LambdaContext): number {
  const remaining = context.getRemainingTimeInMillis();
  return Date.now() + remaining - Math.min(windUpMs, remaining / 10);
}

/** A signal that is aborted at a deadline; its timer keeps nothing alive. */
export function signalAt(deadline: number): AbortSignal {
  return AbortSignal.timeout(Math.max(0, Math.ceil(deadline - Date.now())));
}
