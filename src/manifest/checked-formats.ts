/** The values of `format` that functions check; any other only describes. */
export const checkedFormats = [
  'date-time',
  'date',
  'time',
  'email',
  'uri',
  'uuid',
  'ipv4',
  'ipv6',
  'hostname',
] as const;

/** One of {@link checkedFormats}. */
export type CheckedFormat = (typeof checkedFormats)[number];
