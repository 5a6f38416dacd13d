import { LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import { Sha256 } from '../../../src/client/sha256.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe('the hash that requests are signed with', () => {
  it.each([
    ['of nothing', [], undefined, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['of parts', ['a', 'bc'], undefined, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    // RFC 4231, test case 2
    [
      'with a secret',
      ['what do ya want ', 'for nothing?'],
      'Jefe',
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    ],
  ])('%s is SHA-256', async (_, parts, secret, expected) => {
    const secrets = secret === undefined ? [undefined] : [secret, text(secret), text(secret).slice().buffer];

    const digests = secrets.map(async (each) => {
      const hash = new Sha256(each);
      for (const part of parts) hash.update(text(part));
      return hex(await hash.digest());
    });

    expect(await Promise.all(digests)).toEqual(secrets.map(() => expected));
  });

  it('begins anew after a reset', async () => {
    const hash = new Sha256('Jefe');
    hash.update(text('something else'));

    hash.reset();
    hash.update(text('what do ya want for nothing?'));

    expect(hex(await hash.digest())).toBe('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843');
  });

  it('gives what the SDK’s own gives', async () => {
    const client = new LambdaClient({ region: 'us-east-1' });
    const digestOf = async (Made: typeof client.config.sha256): Promise<string> => {
      const key = new Made(text('a signing key of thirty-two byte'));
      key.update(text('AWS4-HMAC-SHA256'));
      return hex(await key.digest());
    };

    expect(await digestOf(Sha256)).toBe(await digestOf(client.config.sha256));
    client.destroy();
  });
});
