import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * Ends what is left of an engine that could not end its functions itself, because it was killed: a small shell that
 * knows their process groups and waits for the engine's end of a pipe to close. A function in an endless loop cannot
 * notice by itself that its engine is gone.
 */
export interface Reaper {
  watch(processGroup: number): void;
  forget(processGroup: number): void;
  /** Resolves when the shell has ended. */
  stop(): Promise<void>;
}

const script = `
trap '' INT TERM HUP
groups=' '
while read -r action group; do
  case "$action" in
    watch) groups="$groups$group " ;;
    forget) groups="\${groups%% $group *} \${groups#* $group }" ;;
  esac
done
for group in $groups; do kill -9 -"$group"; done
for process in /proc/[0-9]*; do
  if grep -qs -- "$1" "$process/environ"; then kill -9 "\${process#/proc/}"; fi
done
`;

/** Starts the reaper of an engine. */
export function startReaper(token: string): Reaper {
  const shell: ChildProcess = spawn('/bin/sh', ['-c', script, 'lambdabus-reaper', token], {
    // Out of the terminal's process group: Ctrl-C must not reach it before the engine.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    env: { PATH: '/usr/bin:/bin' },
  });
  const exit = once(shell, 'exit');
  shell.unref();
  const { stdin } = shell;
  // Should somebody have ended the shell, the engine still ends its functions whenever it ends by itself.
  stdin?.on('error', () => undefined);
  // A pipe's handle may be unreferenced, which the type of a writable stream does not say.
  (stdin as { unref?: () => void } | null)?.unref?.();
  return {
    watch: (group) => void stdin?.write(`watch ${group}\n`),
    forget: (group) => void stdin?.write(`forget ${group}\n`),
    stop: async () => {
      shell.ref();
      stdin?.end();
      await exit;
    },
  };
}
