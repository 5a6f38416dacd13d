import { arch, cpus, release, totalmem, type } from 'node:os';

/** What a run was measured on. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly os: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  const [first, ...others] = cpus();
  return {
    cpu: first?.model.trim() || arch(),
    cores: others.length + (first === undefined ? 0 : 1),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    os: `${type()} ${release()} ${arch()}`,
    node: process.version,
  };
}
