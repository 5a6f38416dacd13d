import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeCaseService } from '../support/case-service.ts';
import { startDev } from '../support/dev-process.ts';
import { writeGeneratedService } from '../support/generated-service.ts';
import type { Row, Samples } from '../support/row.ts';

/** A service, a procedure of it, and a place in its body. */
interface Edited {
  readonly directory: string;
  readonly file: string;
  readonly functionName: string;
  readonly payload: object;
  /** What a version of the procedure answers. */
  write(version: string): void;
}

export const row: Row = {
  name: 'dev-reload',
  title: 'From saving a file to the first answer of the new code',
  note: 'Under `lambdabus dev` the body of a procedure that was called before is changed, and it is called every 10 ms until it answers with the change: the watcher, the build with its types and schemas, the reload and the start of the function’s new process are in it. Beside it stands ending `lambdabus dev` and starting it anew after the change, which also builds only what changed. serverless-offline runs JavaScript as it stands in the file, without types, schemas and bundles, so it is not compared.',
  async prepare({ directory, size }) {
    const small = smallService(join(directory, 'cases'));
    const large = generatedService(join(directory, 'generated'), size(200, 6));
    const services = { small, large };
    const running = { small: await startDev(small.directory), large: await startDev(large.directory) };
    let version = 0;
    const edit = (service: Edited): string => {
      version += 1;
      const text = `version-${version}-`;
      service.write(text);
      return text;
    };

    async function reload(kind: keyof typeof services): Promise<number> {
      const service = services[kind];
      // What was answered before is warm, as when somebody works on it.
      const before = edit(service);
      await running[kind].answers(service.functionName, service.payload, before);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const began = performance.now();
      const text = edit(service);
      await running[kind].answers(service.functionName, service.payload, text);
      return performance.now() - began;
    }

    async function restart(kind: keyof typeof services): Promise<number> {
      const service = services[kind];
      const began = performance.now();
      await running[kind].stop();
      const text = edit(service);
      running[kind] = await startDev(service.directory);
      await running[kind].answers(service.functionName, service.payload, text);
      return performance.now() - began;
    }

    const both = async (measure: (kind: keyof typeof services) => Promise<number>): Promise<Samples> => ({
      small: await measure('small'),
      large: await measure('large'),
    });
    const own = { name: 'lambdabus dev', run: () => both(reload) };
    const anew = { name: 'dev started anew', run: () => both(restart) };
    const compared = { unit: 'ms', subject: own.name, beside: [anew.name] } as const;
    return {
      subjects: [own, anew],
      comparisons: [
        { measure: 'save to answer, one procedure', metric: 'small', ...compared },
        { measure: 'save to answer, 200 procedures', metric: 'large', ...compared },
      ],
      cleanup: async () => {
        await Promise.all(Object.values(running).map((dev) => dev.stop()));
      },
    };
  },
};

function smallService(directory: string): Edited {
  const busModule = writeCaseService(directory);
  const file = join(busModule, '../apis.ts');
  const write = edits(file, "subject: 'I need support please!'", (text) => `subject: '${text}'`);
  return { directory, file, functionName: 'dev-support-case-get', payload: { id: 1 }, write };
}

function generatedService(directory: string, procedures: number): Edited {
  mkdirSync(directory);
  const { apis } = writeGeneratedService(directory, { procedures, events: Math.ceil(procedures / 6), salt: 'dev' });
  const [{ file, name } = { file: '', name: '' }] = apis;
  const write = edits(file, 'TypeError(problems', (text) => `TypeError('${text}' + problems`);
  // A name of more words than the procedure takes, so that the answer holds the words of its body.
  const payload = { name: 'a b c d e f g h', status: 'open', address: null, tags: [], amounts: [] };
  return { directory, file, functionName: `dev-${name.replaceAll('.', '-')}-create`, payload, write };
}

/** What writes a file with another text in a place that it has once. */
function edits(file: string, place: string, replace: (text: string) => string): (text: string) => void {
  const [before, after, ...others] = readFileSync(file, 'utf8').split(place);
  if (before === undefined || after === undefined || others.length > 0)
    throw new TypeError(`${place} is not in ${file} once.`);
  return (text) => writeFileSync(file, `${before}${replace(text)}${after}`);
}
