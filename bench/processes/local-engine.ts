/** The local bus in a process of its own, as under `lambdabus dev`. Started by support/local-engine.ts. */
import { dirname, join } from 'node:path';
import { build } from 'lambdabus/build';
import { startLocalBus } from 'lambdabus/local';
import { createTopology } from '../../src/topology/index.ts';

const [busModule = '', collectorPort = ''] = process.argv.slice(2);
const manifest = await build(busModule);
const topology = createTopology(manifest, { stage: 'dev' });
const directory = join(dirname(busModule), '.lambdabus');
const bus = await startLocalBus({
  topologies: [{ topology, directory }],
  environment: { COLLECTOR_PORT: collectorPort },
});

process.on('message', async (isConsuming: boolean) => {
  await bus.reload({ topologies: [{ topology: isConsuming ? topology : { ...topology, mappings: [] }, directory }] });
  process.send?.({ isConsuming });
});
process.once('disconnect', () => void bus.stop().then(() => process.exit()));
process.send?.({ environment: bus.environment });
