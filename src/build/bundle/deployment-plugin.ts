import type { Plugin } from 'esbuild';

/** What each entry point is for that no function can hold. */
const purposes: Readonly<Record<string, string>> = {
  'lambdabus/infra': 'deploys the bus',
  'lambdabus/local': 'runs the bus on this machine',
  'lambdabus/testing': 'tests the bus',
};

/** Refuses what deploys or tests a bus in the bus itself: functions would hold the CDK, or an emulator. */
export function deploymentPlugin(): Plugin {
  return {
    name: 'lambdabus-deployment',
    setup(build) {
      build.onResolve({ filter: /^lambdabus\/(?:infra|local|testing)$/ }, ({ path }) => ({
        errors: [
          {
            text: `"${path}" ${purposes[path]}, and is no part of it`,
            notes: [{ text: 'Import it where that is done, in a module that the bus module does not import.' }],
          },
        ],
      }));
    },
  };
}
