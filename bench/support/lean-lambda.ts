/**
 * What a transport without the AWS SDK would be at the least: Invoke signed by hand over Node's HTTP client. It takes its
 * credentials from the environment, as a function has them; profiles, single sign-on, containers, retries, clock skew and
 * partitions are not in it. Measured beside the SDK, used nowhere.
 */
import { createHash, createHmac } from 'node:crypto';
import * as http from 'node:http';
import * as https from 'node:https';

const agents = {
  'http:': new http.Agent({ keepAlive: true, maxSockets: 50 }),
  'https:': new https.Agent({ keepAlive: true, maxSockets: 50 }),
} as const;
let signingKey: { readonly of: string; readonly key: Buffer } | undefined;

/** Invokes a function. Gives its answer's payload. */
export function invoke(functionName: string, payload: string): Promise<string> {
  const { AWS_REGION: region = 'us-east-1', AWS_ENDPOINT_URL: endpoint } = process.env;
  const url = new URL(endpoint ?? `https://lambda.${region}.amazonaws.com`);
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const headers = sign({ host: url.host, path, payload, region });
  const isTls = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (isTls ? https : http).request(
      { agent: agents[isTls ? 'https:' : 'http:'], host: url.hostname, port: url.port, path, method: 'POST', headers },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200 && response.headers['x-amz-function-error'] === undefined) resolve(text);
          else reject(new Error(`${response.statusCode} ${response.headers['x-amzn-errortype']}: ${text}`));
        });
      },
    );
    request.on('error', reject);
    request.end(payload);
  });
}

interface Signing {
  readonly host: string;
  readonly path: string;
  readonly payload: string;
  readonly region: string;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function sign({ host, path, payload, region }: Signing): Record<string, string | number> {
  const { AWS_ACCESS_KEY_ID: id = '', AWS_SECRET_ACCESS_KEY: secret = '', AWS_SESSION_TOKEN: token } = process.env;
  const time = `${new Date().toISOString().replaceAll(/[-:]/g, '').slice(0, 15)}Z`;
  const date = time.slice(0, 8);
  const scope = `${date}/${region}/lambda/aws4_request`;
  const signed: Record<string, string> = {
    'content-type': 'application/json',
    host,
    'x-amz-content-sha256': sha256(payload),
    'x-amz-date': time,
    ...(token === undefined ? {} : { 'x-amz-security-token': token }),
  };
  const names = Object.keys(signed).join(';');
  const canonicalHeaders = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
  // In a signature every part of the path is encoded twice.
  const canonicalPath = path.split('/').map(encodeURIComponent).join('/');
  const canonical = `POST\n${canonicalPath}\n\n${canonicalHeaders.join('')}\n${names}\n${sha256(payload)}`;
  const text = `AWS4-HMAC-SHA256\n${time}\n${scope}\n${sha256(canonical)}`;
  const of = `${secret}/${date}/${region}`;
  if (signingKey?.of !== of) {
    signingKey = { of, key: [date, region, 'lambda', 'aws4_request'].reduce(hmac, Buffer.from(`AWS4${secret}`)) };
  }
  const signature = hmac(signingKey.key, text).toString('hex');
  return {
    ...signed,
    'content-length': Buffer.byteLength(payload),
    authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
