/**
 * A thread that ends this process when its parent was killed: the thread that computes for whole seconds would notice
 * only when it is done. Only where it is asked for, `--end-with <pid>`: it costs a single build more than it is worth.
 */
import { Worker } from 'node:worker_threads';

const everyMs = 200;
/** As a string it begins at once, while the process still loads the compiler. */
const thread = `
const parent = Number(process.argv[2]);
setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
}, ${everyMs});
`;

const [, , option, parent] = process.argv;
if (option === '--end-with') new Worker(thread, { eval: true, argv: [parent] }).unref();
