import type { CheckedFormat } from '../../manifest/index.ts';
import type { RuntimeName } from './runtime-parts.ts';

/** How a format is checked, and what a message calls it. */
export type Format =
  | { readonly expected: string; readonly pattern: RegExp }
  | { readonly expected: string; readonly test: RuntimeName };

const formats: Readonly<Record<CheckedFormat, Format>> = {
  'date-time': { expected: 'date-time with time zone, such as 2026-01-31T12:00:00Z', test: 'isDateTime' },
  date: { expected: 'date, such as 2026-01-31', test: 'isDate' },
  time: { expected: 'time with time zone, such as 12:00:00Z', test: 'isTime' },
  email: {
    expected: 'email address',
    pattern:
      /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@(?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z\d](?:[a-z\d-]*[a-z\d])?$/i,
  },
  uri: { expected: 'absolute URI', pattern: /^[a-z][a-z\d+.-]*:(?:[!#$&-;=?-Z[\]_a-z~]|%[\da-f]{2})+$/i },
  uuid: { expected: 'UUID', pattern: /^(?:urn:uuid:)?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/i },
  ipv4: {
    expected: 'IPv4 address',
    pattern: /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)\.){3}(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)$/,
  },
  ipv6: { expected: 'IPv6 address', test: 'isIpv6' },
  hostname: {
    expected: 'host name',
    pattern: /^(?=.{1,253}\.?$)[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)*\.?$/i,
  },
};

/** The check of a format; undefined for one that only describes. */
export function formatNamed(name: string): Format | undefined {
  return isChecked(name) ? formats[name] : undefined;
}

function isChecked(name: string): name is CheckedFormat {
  return Object.hasOwn(formats, name);
}
