import type { Plugin } from 'esbuild';
import { didYouMean } from '../../definition/did-you-mean.ts';
import { isLibraryFile, libraryEntryPoint, libraryEntryPoints } from '../library.ts';

/** The AWS clients that the library uses at run time, by the package it imports them from. */
export const awsPackages: Readonly<Record<string, string>> = {
  '@aws-sdk/client-lambda': 'lambda',
  '@aws-sdk/client-sns': 'sns',
  '@aws-sdk/client-sqs': 'sqs',
  '@aws-sdk/client-sts': 'sts',
};

/** The path by which a bundle imports an AWS client that lies beside it. */
export function awsClientPath(client: string): string {
  return `./aws/${client}.mjs`;
}

const namespace = 'lambdabus-library';

/** How the bundler names the library that is joined into one module. */
export const joinedLibraryPath = `${namespace}:joined`;

/** The entry points that are joined. */
const joinedEntryPoints = ['lambdabus', 'lambdabus/functions'];

/** The library that is joined into one module, for {@link libraryPlugin}. */
export interface JoinedLibrary {
  readonly code: string;
  /** Told that a module imports an entry point that is not joined, and would bring another copy of what is. */
  readonly onOther: () => void;
}

/**
 * Resolves every import of `lambdabus` to the running copy of the library, and the library's own imports of AWS
 * clients to files beside the bundle. The user's imports of AWS clients are bundled like any other package.
 */
export function libraryPlugin(joined?: JoinedLibrary): Plugin {
  return {
    name: 'lambdabus',
    setup(build) {
      build.onResolve({ filter: /^lambdabus(\/|$)/ }, ({ path }) => {
        const file = libraryEntryPoint(path);
        if (file === undefined) {
          const notes = [{ text: didYouMean(path, libraryEntryPoints) }];
          return { errors: [{ text: `lambdabus has no entry point "${path}"`, notes }] };
        }
        if (joined === undefined) return { path: file, sideEffects: false };
        if (joinedEntryPoints.includes(path)) return { path: 'joined', namespace, sideEffects: false };
        joined.onOther();
        return { path: file, sideEffects: false };
      });
      build.onResolve({ filter: /^@aws-sdk\/client-/ }, ({ path, importer }) => {
        const client = awsPackages[path];
        if (client === undefined || !isLibraryFile(importer)) return undefined;
        return { path: awsClientPath(client), external: true };
      });
      if (joined === undefined) return;
      build.onResolve({ filter: /^\.\/aws\//, namespace }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /^joined$/, namespace }, () => ({ contents: joined.code, loader: 'js' }));
    },
  };
}
