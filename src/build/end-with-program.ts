import type { ChildProcess } from 'node:child_process';

/**
 * Kills a process at once when this program, or the thread that started it, exits while it is busy: by itself it would
 * notice only when it is done.
 */
export function endWithProgram(child: ChildProcess, isBusy: () => boolean = () => true): void {
  const kill = (): void => {
    if (isBusy()) child.kill('SIGKILL');
  };
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
}
