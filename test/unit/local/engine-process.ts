/** A process of its own that runs a bus until somebody ends it: its first line of output is the endpoint. */
import { startLocalBus } from '../../../src/local/index.ts';
import { scratchService } from './scratch-service.ts';

const [directory = ''] = process.argv.slice(2);
const service = scratchService(directory, {
  'dev-loops': { code: 'export const handler = () => { for (;;) {} };', timeoutSeconds: 600 },
  'dev-detaches': {
    code: `import { spawn } from 'node:child_process';
      export const handler = async () => { spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref(); };`,
  },
});
const bus = await startLocalBus({ topologies: [service], environment: { MARKER_OF_TEST: directory } });
process.stdout.write(`${bus.endpoint}\n`);
