import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

const schemaFiles = /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/;
const schema = /^export var (\w+\$) = (\[[^\n]*\]|\[[\s\S]*?\n\]);$/gm;

/**
 * Lets the bundler leave out the schemas of the commands that are not used. Their lists have computed keys, which the
 * bundler takes for something that may have effects; as the result of a call that is marked as pure they are not.
 */
export function awsSchemaPlugin(): Plugin {
  return {
    name: 'lambdabus-aws-schemas',
    setup(build) {
      build.onLoad({ filter: schemaFiles }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        return { contents: source.replaceAll(schema, 'export var $1 = /* @__PURE__ */ (() => $2)();'), loader: 'js' };
      });
    },
  };
}
