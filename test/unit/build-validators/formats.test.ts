import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutationsOf } from './arbitrary-values.ts';
import { validatorOf } from './validating.ts';

const time = fc.date({
  noInvalidDate: true,
  min: new Date('0000-01-01T00:00:00Z'),
  max: new Date('9999-12-31T00:00:00Z'),
});

interface FormatCase {
  readonly valid: fc.Arbitrary<string>;
  /** Only what is valid is compared: the two differ in how much of the detail they look at. */
  readonly isLoose?: boolean;
  /** What ajv-formats lets through that RFCs and JavaScript do not, or the other way round. */
  readonly differs?: (text: string) => boolean;
  readonly accepted: readonly string[];
  readonly refused: readonly string[];
}

const formats: Readonly<Record<string, FormatCase>> = {
  'date-time': {
    valid: time.map((value) => value.toISOString()),
    // A blank in place of the T; a zone without minutes or colon.
    differs: (text) => !/^.{10}T.*(?:Z|[+-]\d\d:\d\d)$/i.test(text),
    accepted: [
      '2026-02-28T12:00:00Z',
      '2026-02-28t12:00:00.5+23:59',
      '2016-12-31T23:59:60Z',
      '2016-12-31T15:59:60-08:00',
    ],
    refused: [
      '2026-02-30T12:00:00Z',
      '2026-02-28T12:00:00',
      '2026-02-28',
      '2016-12-31T22:59:60Z',
      '2026-02-28T24:00:00Z',
    ],
  },
  date: {
    valid: time.map((value) => value.toISOString().slice(0, 10)),
    accepted: ['2024-02-29', '0000-02-29'],
    refused: ['2023-02-29', '1900-02-29', '2026-04-31', '2026-1-1', ''],
  },
  time: {
    valid: time.map((value) => value.toISOString().slice(11)),
    differs: (text) => !/(?:Z|[+-]\d\d:\d\d)$/i.test(text),
    accepted: ['12:00:00Z', '23:59:60Z', '00:29:60+00:30', '12:00:00.123456-01:00'],
    refused: ['12:00:00', '24:00:00Z', '12:60:00Z', '12:00Z', '12:00:60Z'],
  },
  email: {
    valid: fc.emailAddress(),
    accepted: ["o'neil+tag@mail.example.com"],
    refused: ['a', 'a@b', '@b.c', 'a b@c.d', 'a@b..c', 'a@-b.c'],
  },
  uri: {
    valid: fc.webUrl({ withQueryParameters: true, withFragments: true }),
    // How a host, a port and a query are built in detail is left to those who open it.
    isLoose: true,
    accepted: ['https://example.com/a%20b?c=d#e', 'urn:isbn:0451450523', 'mailto:a@b.c', 'http://[::1]:80/'],
    refused: ['/a', 'a', 'https://a b', 'https://a/%zz', 'https://ä.de', 'http:', '1a:b', 'https://a/<b>', 'a:"'],
  },
  uuid: {
    valid: fc.uuid(),
    accepted: ['7D444840-9dc0-11d1-b245-5ffdce74fad2', 'urn:uuid:7d444840-9dc0-11d1-b245-5ffdce74fad2'],
    refused: ['7d444840-9dc0-11d1-b245-5ffdce74fad', '7d4448409dc011d1b2455ffdce74fad2', 'g'.repeat(36)],
  },
  ipv4: {
    valid: fc.ipV4(),
    accepted: ['0.0.0.0', '255.255.255.255'],
    refused: ['256.0.0.1', '1.2.3', '01.2.3.4', '1.2.3.4.5'],
  },
  ipv6: {
    valid: fc.ipV6(),
    accepted: ['::', '::1', '2001:db8::ff00:42:8329', '::ffff:192.0.2.1'],
    refused: ['1.2.3.4', ':::', '1::2::3', '12345::', '::1]', '[::1]', '1:2:3:4:5:6:7:8:9', '::1%eth0'],
  },
  hostname: {
    valid: fc.domain(),
    accepted: ['localhost', 'a-b.example.com.', 'xn--4ca.de'],
    refused: ['-a.b', 'a_b', 'a..b', '', `${'a'.repeat(64)}.b`],
  },
};

const ajv = addFormats.default(new Ajv2020());

describe.each(Object.entries(formats))(
  '%s',
  (format, { valid, isLoose = false, differs = () => false, accepted, refused }) => {
    test('is told from what is not', async () => {
      const validate = await validatorOf({ type: 'string', format });
      const isAccepted = (text: string) => validate(text).issues.length === 0;

      expect(accepted.filter((text) => !isAccepted(text))).toEqual([]);
      expect(refused.filter(isAccepted)).toEqual([]);
    });

    test('is what ajv takes for it', async () => {
      const validate = await validatorOf({ type: 'string', format });
      const isValid = ajv.compile<unknown>({ type: 'string', format });
      const changed = valid.chain(mutationsOf);
      const texts = isLoose ? valid : fc.oneof(valid, changed, changed.chain(mutationsOf));

      fc.assert(
        fc.property(texts, (text) => {
          fc.pre(typeof text === 'string' && !differs(text));
          expect({ text, isValid: validate(text).issues.length === 0 }).toEqual({ text, isValid: isValid(text) });
        }),
        { numRuns: 1000 },
      );
    });
  },
);

test('a format that nobody defined only describes', async () => {
  const validate = await validatorOf({ type: 'string', format: 'phone-number' });

  expect(validate('anything').issues).toEqual([]);
});
