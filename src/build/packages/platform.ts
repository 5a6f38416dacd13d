import { closeSync, openSync, readSync } from 'node:fs';
import type { FunctionOptions } from '../../definition/index.ts';
import type { InstalledPackage } from './installed-package.ts';

/** What native code has to be made for, in Node's words. */
export interface Platform {
  readonly os: string;
  readonly cpu: string;
  /** On Linux only. */
  readonly libc?: 'glibc' | 'musl' | undefined;
}

/** The platform of Lambda's Node.js runtimes on a processor. */
export function lambdaPlatform(architecture: FunctionOptions['architecture'] = 'arm64'): Platform {
  return { os: 'linux', cpu: architecture === 'x86_64' ? 'x64' : 'arm64', libc: 'glibc' };
}

let platformHere: Platform | undefined;

/** The platform of this machine. */
export function thisPlatform(): Platform {
  platformHere ??= readPlatform();
  return platformHere;
}

function readPlatform(): Platform {
  const { platform: os, arch: cpu } = process;
  if (os !== 'linux') return { os, cpu };
  // Node has it in its report only, without types; making one takes milliseconds.
  const { header } = process.report.getReport() as { readonly header: { readonly glibcVersionRuntime?: string } };
  return { os, cpu, libc: header.glibcVersionRuntime === undefined ? 'musl' : 'glibc' };
}

/** A platform as the manifest names it: `linux-arm64`, `linux-x86_64`. */
export function platformName({ os, cpu }: Platform): string {
  return `${os}-${cpu === 'x64' ? 'x86_64' : cpu}`;
}

/** Whether a package says that it is for a platform. */
export function isFor({ os, cpu, libc }: InstalledPackage, platform: Platform): boolean {
  return (
    allows(os, platform.os) &&
    allows(cpu, platform.cpu) &&
    (platform.libc === undefined || libc.length === 0 || libc.includes(platform.libc))
  );
}

function allows(listed: readonly string[], value: string): boolean {
  if (listed.includes(`!${value}`)) return false;
  return listed.every((name) => name.startsWith('!')) || listed.includes(value);
}

const cpuNames: Readonly<Record<string, RegExp>> = {
  arm64: /(?:^|[-_.])(?:arm64|aarch64)(?:$|[-_.])/,
  x64: /(?:^|[-_.])(?:x64|x86_64|amd64)(?:$|[-_.])/,
};

/** Whether a package that is not installed is, by its name, one for a platform: `@img/sharp-linux-arm64`. */
export function isNamedFor(name: string, { os, cpu, libc }: Platform): boolean {
  const [, base = name] = /^(?:@[^/]+\/)?(.*)$/.exec(name) ?? [];
  const isForLibc = os !== 'linux' || (libc === 'musl') === /musl/.test(base);
  return base.includes(os) && isForLibc && (cpuNames[cpu]?.test(base) ?? false);
}

/** What a compiled file is made for, read from its first bytes; undefined where that is not known. */
export function platformOfBinary(file: string): { readonly os: string; readonly cpu: string } | undefined {
  const head = Buffer.alloc(20);
  const handle = openSync(file, 'r');
  try {
    readSync(handle, head);
  } finally {
    closeSync(handle);
  }
  if (head.toString('latin1', 0, 4) === '\u007fELF') {
    const machine = head.readUInt16LE(18);
    return { os: 'linux', cpu: machine === 0xb7 ? 'arm64' : machine === 0x3e ? 'x64' : `machine ${machine}` };
  }
  if (head.readUInt32LE(0) === 0xfeedfacf) {
    return { os: 'darwin', cpu: head.readUInt32LE(4) === 0x0100000c ? 'arm64' : 'x64' };
  }
  if (head.readUInt32BE(0) === 0xcafebabe) return { os: 'darwin', cpu: 'universal' };
  if (head.toString('latin1', 0, 2) === 'MZ') return { os: 'win32', cpu: 'x64' };
  return undefined;
}
