/** Builds a service each time it is told to, as `lambdabus dev` does, and tells how long that took: `node watching.ts <bus module>`. */
import { createBuilder } from 'lambdabus/build';

const builder = createBuilder();

process.on('message', async () => {
  const began = performance.now();
  await builder.build(process.argv[2] ?? '', { sourceMaps: true, runsOn: 'this machine' });
  process.send?.(performance.now() - began);
});
