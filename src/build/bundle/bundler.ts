import type esbuild from 'esbuild';
import { requireEsbuild } from '../required-esbuild.ts';

/** How much the bundler's memory may grow, in percent, before it collects garbage: a build is over before it pays. */
const growthPercent = '400';

/** Loads the bundler, and starts its process where none runs yet: the first call would wait for it. */
export function loadBundler(): typeof esbuild {
  const bundler = requireEsbuild();
  const { GOGC } = process.env;
  process.env['GOGC'] ??= growthPercent;
  try {
    // It starts the process within the call, which takes the variables of the moment.
    void bundler.transform('').catch(() => {
      // Whatever hinders it hinders the first bundling, which says so.
    });
  } finally {
    if (GOGC === undefined) delete process.env['GOGC'];
  }
  return bundler;
}
