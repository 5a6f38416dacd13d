import { readdirSync, readFileSync } from 'node:fs';

/**
 * The peak memory of this process and of the Node processes that it started and that still run, in bytes. Where the
 * system has no `/proc`, of this process alone.
 */
export function peakBytes(): number {
  const own = process.resourceUsage().maxRSS * 1024;
  return childrenOf(process.pid).reduce((sum, child) => sum + peakOf(child), own);
}

function childrenOf(pid: number): readonly string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
    readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean),
  );
}

function peakOf(pid: string): number {
  const isNode = readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(process.execPath);
  const [, kilobytes = '0'] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return isNode ? Number(kilobytes) * 1024 : 0;
}
