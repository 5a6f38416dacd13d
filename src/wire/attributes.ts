/** The message attributes of an event: hints only, a listener knows its event from its own build. */
export const attributeNames = {
  event: 'lambdabus.event',
  id: 'lambdabus.id',
  traceparent: 'traceparent',
} as const;

/** The attributes that a listener adds to a message it sends to its dead-letter queue. */
export const deadLetterAttributeNames = {
  error: 'lambdabus.error',
  attempts: 'lambdabus.attempts',
  function: 'lambdabus.function',
} as const;
