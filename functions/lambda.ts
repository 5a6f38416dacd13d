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

/** Handlers get their signal this long before Lambda ends the function, to wind up and to log. */
const windUpMs = 500;

/** A signal that is aborted shortly before the function's timeout; its timer keeps nothing alive. */
export function timeoutSignal(context: LambdaContext): AbortSignal {
  return AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - windUpMs));
}
