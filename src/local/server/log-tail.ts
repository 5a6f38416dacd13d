import type { FunctionResource } from '../../topology/topology.ts';
import type { Invocation } from '../functions/invocation.ts';

/** The header `X-Amz-Log-Result`: the end of the invocation's log between Lambda's own lines, in base64. */
export function logTail(resource: FunctionResource, requestId: string, invocation: Invocation): string {
  const { durationMs, initMs, memoryMb, log } = invocation;
  const report = [
    `REPORT RequestId: ${requestId}`,
    `Duration: ${durationMs.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMs)} ms`,
    `Memory Size: ${resource.memoryMb} MB`,
    ...(memoryMb === undefined ? [] : [`Max Memory Used: ${Math.ceil(memoryMb)} MB`]),
    ...(initMs === undefined ? [] : [`Init Duration: ${initMs.toFixed(2)} ms`]),
  ].join('\t');
  const lines = `START RequestId: ${requestId} Version: $LATEST\n${log}END RequestId: ${requestId}\n${report}\n`;
  return Buffer.from(lines).subarray(-4_096).toString('base64');
}
