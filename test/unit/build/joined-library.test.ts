import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BundledFunction, bundleFunctions } from '../../../src/build/bundle/bundle-functions.ts';
import { joinLibrary } from '../../../src/build/bundle/joined-library.ts';
import { writeService } from './temporary-service.ts';

const { root, remove } = writeService({});
let library: string;

beforeAll(async () => {
  library = await joinLibrary();
});

afterAll(remove);

async function bundle(entry: string, joined: string | undefined): Promise<BundledFunction> {
  const { functions } = await bundleFunctions([{ name: 'f', entry: () => entry, uses: { whole: 'a test' } }], {
    packageRoot: root,
    sourceMaps: false,
    external: ['esbuild', 'oxc-parser', 'typescript-checker'],
    library: joined,
  });
  const bundled = functions.get('f');
  if (bundled === undefined) throw new Error('There is no bundle.');
  return bundled;
}

const entries = {
  'a class': `import { Api } from 'lambdabus'; export const handler = Api;`,
  'a procedure': `import { procedureHandler } from 'lambdabus/functions'; import { Api } from 'lambdabus';
class A extends Api { async get() {} } export const handler = procedureHandler({ instance: () => new A() });`,
  'a procedure that fires': `import { bindEvents, procedureHandler } from 'lambdabus/functions';
import { Api, event } from 'lambdabus'; class A extends Api { created = event(); }
export const handler = procedureHandler({ instance: () => new A(), bindEvents });`,
  'a procedure that calls': `import { procedureHandler } from 'lambdabus/functions'; import { createBus } from 'lambdabus';
const bus = createBus(); export const handler = procedureHandler({ instance: () => bus });`,
  'a listener': `import { listenerHandler } from 'lambdabus/functions'; export const handler = listenerHandler({});`,
  'a schedule': `import { scheduleHandler } from 'lambdabus/functions'; export const handler = scheduleHandler({});`,
  'a schema': `import { withSchemas } from 'lambdabus/functions'; export const handler = withSchemas;`,
  'the registry': `import { registry } from 'lambdabus'; export const handler = registry;`,
};

describe('the library as one module', () => {
  // The bundler leaves out modules that say "sideEffects": false as a whole, but statements only where it sees that they
  // do nothing: a class with a computed field and a template of a variable may do something.
  it.each(Object.entries(entries))('gives %s no more than it uses', async (_, entry) => {
    const apart = await bundle(entry, undefined);
    const joined = await bundle(entry, library);

    // The class Api, of 115 bytes, is in all of them: its brand is a computed name. Short names fall out otherwise.
    expect(joined.code.length).toBeLessThan(apart.code.length + 115 + apart.code.length / 500);
    expect(joined.besides.toSorted()).toEqual(apart.besides.toSorted());
    expect(joined.parts.map(({ what }) => what)).toEqual(apart.parts.map(({ what }) => what));
  });

  it('is taken apart for a function that imports what is not joined, so that nothing of it is there twice', async () => {
    const entry = `import { currentRequest } from 'lambdabus'; import { loadManifest } from 'lambdabus/build';
export const handler = [currentRequest, loadManifest];`;

    const joined = await bundle(entry, library);
    const apart = await bundle(entry, undefined);

    expect(joined.code).toBe(apart.code);
  });

  it('keeps the names of its classes', async () => {
    const { code } = await bundle(
      `import { Api, BusError } from 'lambdabus'; export const handler = [Api.name, BusError.name];`,
      library,
    );
    const file = join(root, 'names.mjs');
    writeFileSync(file, code);
    const { handler }: { readonly handler: unknown } = await import(pathToFileURL(file).href);

    expect(handler).toEqual(['Api', 'BusError']);
  });
});
