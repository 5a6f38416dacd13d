import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** Measures and ends the processes of execution environments, children of children included. */
export interface ProcessTree {
  /** How often measuring is cheap enough to be done, in milliseconds. */
  readonly intervalMs: number;
  /** The resident megabytes of each root's whole tree, roots that are gone left out. */
  residentMb(roots: readonly number[]): Promise<ReadonlyMap<number, number>>;
  /** Ends a root, its process group, its descendants, and what carries the marker in its environment. */
  kill(root: number, marker: string): void;
}

/** The process tree of this platform. */
export function processTree(platform: NodeJS.Platform = process.platform): ProcessTree {
  // Some Linux kernels are built without the lists of children.
  return platform === 'linux' && existsSync('/proc/thread-self/children') ? linuxTree : portableTree;
}

const linuxTree: ProcessTree = {
  intervalMs: 100,
  residentMb: async (roots) => {
    const found = new Map<number, number>();
    for (const root of roots) {
      const kilobytes = treeOf(root).reduce((sum, pid) => sum + residentKilobytes(pid), 0);
      if (kilobytes > 0) found.set(root, kilobytes / 1024);
    }
    return found;
  },
  kill: (root, marker) => {
    const descendants = treeOf(root);
    killGroup(root);
    for (const pid of [...descendants, ...pidsWithMarker(marker)]) killOne(pid);
  },
};

/** For macOS and lean kernels: `ps` knows parents and sizes; a process that left both its group and its parent is not found. */
const portableTree: ProcessTree = {
  intervalMs: 300,
  residentMb: async (roots) => {
    const { stdout } = await promisify(execFile)('ps', ['-axo', 'pid=,ppid=,pgid=,rss=']);
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    const found = new Map<number, number>();
    for (const root of roots) {
      const members = new Set([root]);
      let kilobytes = 0;
      // ps sorts by pid, so a child stands after its parent except where the numbers wrapped around; its group tells then.
      for (const [pid = 0, parent = 0, group = 0, resident = 0] of rows) {
        if (pid !== root && group !== root && !members.has(parent)) continue;
        members.add(pid);
        kilobytes += resident;
      }
      if (kilobytes > 0) found.set(root, kilobytes / 1024);
    }
    return found;
  },
  kill: (root) => {
    killGroup(root);
    killOne(root);
  },
};

/** A process and all its descendants. */
function treeOf(root: number): number[] {
  const pids = [root];
  for (const pid of pids) pids.push(...childrenOf(pid));
  return pids;
}

function childrenOf(pid: number): number[] {
  // Children belong to the thread that started them.
  return read(() => readdirSync(`/proc/${pid}/task`), [])
    .map((thread) => read(() => readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1'), ''))
    .flatMap((children) => children.split(' ').filter(Boolean).map(Number));
}

function residentKilobytes(pid: number): number {
  const status = read(() => readFileSync(`/proc/${pid}/status`, 'latin1'), '');
  return Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0);
}

/** Processes whose first environment holds the marker: those that a function detached from itself. */
function pidsWithMarker(marker: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => read(() => readFileSync(`/proc/${pid}/environ`, 'latin1'), '').includes(marker))
    .map(Number);
}

/** Reads from /proc: a process may end between two reads, or belong to another user. */
function read<TValue>(readFrom: () => TValue, otherwise: TValue): TValue {
  try {
    return readFrom();
  } catch (error) {
    if (isGone(error)) return otherwise;
    throw error;
  }
}

function isGone(error: unknown): boolean {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR';
}

function killGroup(leader: number): void {
  killOne(-leader);
}

function killOne(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}
