import type { Plugin } from 'esbuild';
import { isLibraryFile, libraryEntryPoint } from '../library.ts';

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

/**
 * Resolves every import of `lambdabus` to the running copy of the library, and the library's own imports of AWS
 * clients to files beside the bundle. The user's imports of AWS clients are bundled like any other package.
 */
export function libraryPlugin(): Plugin {
  return {
    name: 'lambdabus',
    setup(build) {
      build.onResolve({ filter: /^lambdabus(\/|$)/ }, ({ path }) => {
        const file = libraryEntryPoint(path);
        if (file !== undefined) return { path: file, sideEffects: false };
        return { errors: [{ text: `lambdabus has no entry point "${path}"` }] };
      });
      build.onResolve({ filter: /^@aws-sdk\/client-/ }, ({ path, importer }) => {
        const client = awsPackages[path];
        if (client === undefined || !isLibraryFile(importer)) return undefined;
        return { path: awsClientPath(client), external: true };
      });
    },
  };
}
