import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainHandlers } from '../support/case-service.ts';
import { answersHttp, startServer } from '../support/child.ts';
import { freePort } from '../support/free-port.ts';
import { installedOnce, run } from '../support/peer-cache.ts';

/** osls is the fork of the Serverless Framework that needs no account. */
const versions = { osls: '4.3.1', 'serverless-offline': '14.8.2' } as const;

/** A serverless-offline that runs one function, `get`. */
export interface ServerlessOffline {
  readonly endpoint: string;
  readonly versions: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** Starts it, installed from npm on first use. */
export async function startServerlessOffline(scratch: string): Promise<ServerlessOffline> {
  const installed = await installedOnce('serverless-offline', async (cwd) => {
    writeFileSync(join(cwd, 'package.json'), '{ "private": true }');
    const packages = [`serverless@npm:osls@${versions.osls}`, `serverless-offline@${versions['serverless-offline']}`];
    await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...packages], { cwd });
  });
  // Below what is installed, because the framework looks for its plugin from the service's directory upwards.
  const cwd = mkdtempSync(join(installed, 'service-'));
  const [lambdaPort, httpPort, websocketPort] = await Promise.all([freePort(), freePort(), freePort()]);
  writeFileSync(join(cwd, 'index.mjs'), plainHandlers.get);
  const service = {
    service: 'cases',
    provider: { name: 'aws', runtime: 'nodejs24.x', region: 'us-east-1' },
    plugins: ['serverless-offline'],
    custom: { 'serverless-offline': { host: '127.0.0.1', lambdaPort, httpPort, websocketPort } },
    functions: { get: { handler: 'index.handler', name: 'dev-support-case-get', memorySize: 256, timeout: 10 } },
  };
  // JSON is YAML.
  writeFileSync(join(cwd, 'serverless.yml'), JSON.stringify(service));
  const endpoint = `http://127.0.0.1:${lambdaPort}`;
  const server = await startServer(
    process.execPath,
    [join(installed, 'node_modules/serverless/bin/serverless.js'), 'offline', 'start'],
    {
      cwd,
      env: {
        ...process.env,
        HOME: scratch,
        AWS_ACCESS_KEY_ID: 'x',
        AWS_SECRET_ACCESS_KEY: 'x',
        SLS_TELEMETRY_DISABLED: '1',
        SLS_NOTIFICATIONS_MODE: 'off',
      },
      isReady: () => answersHttp(endpoint),
    },
  );
  return { endpoint, versions, stop: server.stop };
}
