import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { cdk } from '../support/cdk.ts';

/** An AWS to deploy to. */
export interface DeploymentTarget {
  readonly endpoint: string;
  /** The certificate to trust, where it is not known to Node.js. */
  readonly certificate?: string | undefined;
  stop(): Promise<void>;
}

/** Account and region of every emulator. */
export const account = '000000000000';
export const region = 'us-east-1';

/** A target that this process and the CDK's command line speak to. */
export interface UsedTarget {
  /** What a child process needs to meet it. */
  readonly environment: Readonly<Record<string, string>>;
  /** Puts the process's environment back, and stops the target. */
  release(): Promise<void>;
}

/**
 * Points this process's clients of AWS to a target, and bootstraps it for the CDK. Clients are made once in a process:
 * a test file uses one target.
 */
export async function useTarget(target: DeploymentTarget): Promise<UsedTarget> {
  const scratch = await mkdtemp(join(tmpdir(), 'lambdabus-target-'));
  const environment: Record<string, string> = {
    AWS_ENDPOINT_URL: target.endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const trusted = getCACertificates('default');
  if (target.certificate !== undefined) {
    const file = join(scratch, 'certificate.pem');
    await writeFile(file, target.certificate);
    Object.assign(environment, { NODE_EXTRA_CA_CERTS: file, AWS_CA_BUNDLE: file });
    setDefaultCACertificates([...trusted, target.certificate]);
  }
  const before = { ...process.env };
  Object.assign(process.env, environment);
  const release = async () => {
    setDefaultCACertificates(trusted);
    for (const key of Object.keys(environment)) {
      if (before[key] === undefined) delete process.env[key];
      else process.env[key] = before[key];
    }
    await rm(scratch, { recursive: true, force: true });
    await target.stop();
  };
  try {
    // Away from any cdk.json: bootstrapping a named environment needs no application.
    await cdk(['bootstrap', `aws://${account}/${region}`], { directory: scratch, environment });
  } catch (error) {
    await release();
    throw error;
  }
  return { environment, release };
}
