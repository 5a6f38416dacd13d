/** Loads a client of Lambda, calls a function, and says what the first call and the warm ones took. Started by rows/transport.ts. */
import { pathToFileURL } from 'node:url';
import { median } from '../support/statistics.ts';

const [kind = '', file = '', count = '0'] = process.argv.slice(2);
const functionName = 'dev-support-case-get';

type Call = (functionName: string, payload: string) => Promise<string>;

/** What the side file of the AWS SDK exports, as far as it is used. */
interface Sdk {
  readonly LambdaClient: new (options: object) => { send(command: unknown): Promise<{ Payload: Uint8Array }> };
  readonly InvokeCommand: new (input: object) => unknown;
}

const cpuBefore = process.cpuUsage();
const began = performance.now();
const loaded: unknown = await import(pathToFileURL(file).href);
const importMs = performance.now() - began;
// The files are made by the row: the one exports the SDK's classes, the other `invoke`.
const call = kind === 'sdk' ? sdkCall(loaded as Sdk) : (loaded as { readonly invoke: Call }).invoke;
await call(functionName, '{"id":1}');
const firstMs = performance.now() - began;
const firstCpu = cpuMs(process.cpuUsage(cpuBefore));

for (let index = 0; index < Number(count); index += 1) await call(functionName, '{"id":1}');
const durations: number[] = [];
const warm = process.cpuUsage();
for (let index = 0; index < Number(count); index += 1) {
  const start = performance.now();
  JSON.parse(await call(functionName, JSON.stringify({ id: index % 1000 })));
  durations.push(performance.now() - start);
}
const warmCpu = cpuMs(process.cpuUsage(warm)) / Number(count);
console.log(JSON.stringify({ importMs, firstMs, firstCpu, warmMs: median(durations), warmCpu }));
process.exit();

function sdkCall({ LambdaClient, InvokeCommand }: Sdk): Call {
  const client = new LambdaClient({ maxAttempts: 1 });
  return async (FunctionName, Payload) => {
    const response = await client.send(new InvokeCommand({ FunctionName, Payload }));
    return Buffer.from(response.Payload).toString();
  };
}

function cpuMs({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1000;
}
