/** What Lambda hands to a handler besides the event. */
export function lambdaContext(remainingMs = 10_000) {
  const end = Date.now() + remainingMs;
  return {
    awsRequestId: 'request-1',
    functionName: 'dev-function',
    getRemainingTimeInMillis: () => end - Date.now(),
  };
}
