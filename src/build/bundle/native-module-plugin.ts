import type { Plugin } from 'esbuild';

/** Refuses native modules: they are compiled for one machine, and a bundle is text. */
export function nativeModulePlugin(): Plugin {
  return {
    name: 'lambdabus-native-module',
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, ({ path, importer }) => ({
        errors: [
          {
            text: `${packageOf(path) ?? packageOf(importer) ?? 'The service'} holds a native module (${path}), which cannot be bundled`,
            notes: [{ text: 'Use a package without native code.' }],
          },
        ],
      }));
    },
  };
}

/** The package whose directory in node_modules holds a file. */
function packageOf(path: string): string | undefined {
  const inside = path.replaceAll('\\', '/').split('/node_modules/').at(-1);
  if (inside === undefined || inside === path) return undefined;
  const [first = '', second = ''] = inside.split('/');
  return `The package ${first.startsWith('@') ? `${first}/${second}` : first}`;
}
