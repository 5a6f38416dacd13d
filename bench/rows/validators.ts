import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BundleValidators, Issue } from '../../src/wire/validator.ts';
import { atMost } from '../support/aim.ts';
import { versionOf } from '../support/installed.ts';
import type { Row, Subject } from '../support/row.ts';
import { root, runNode } from '../support/run-node.ts';
import { order, wrongOrders } from '../validators/order-schema.ts';
import { validatorModules } from '../validators/validator-modules.ts';

export const row: Row = {
  name: 'validators',
  title: 'Validation of an object with ten properties',
  note: 'An order with formats, limits, a date, a list of objects and a union. lambdabus, zod and valibot check and turn the date into a Date; ajv only checks, and its code is generated beforehand, as ours is. Sizes are of the minified code that a bundle grows by. Times are of a valid order, one of 256 in turn; a wrong order is refused by each, which is checked first.',
  rounds: 7,
  async prepare({ directory, size }) {
    const validations = size(200_000, 1_000);
    // Of one value that stays, the compiler would check most but once.
    const values = Array.from({ length: 256 }, (): unknown => structuredClone(order));
    const modules = await validatorModules();
    const subjects = await Promise.all(
      Object.entries(modules).map(async ([name, code]): Promise<Subject> => {
        const file = join(directory, `${name.replaceAll(' ', '-')}.mjs`);
        writeFileSync(file, code);
        const isValid = validatorOf(await import(file));
        const misjudged = wrongOrders.find(isValid);
        if (misjudged !== undefined) throw new TypeError(`${name} accepts ${JSON.stringify(misjudged)}.`);
        return {
          name,
          async run() {
            const began = performance.now();
            for (let count = 0; count < validations; count++) {
              if (!isValid(values[count % values.length])) throw new TypeError(`${name} refuses the order.`);
            }
            const µs = ((performance.now() - began) * 1000) / validations;
            return { µs, importMs: await importMs(file), bytes: Buffer.byteLength(code) };
          },
        };
      }),
    );
    const [own = '', ...peers] = subjects.map(({ name }) => name);
    return {
      subjects,
      comparisons: [
        { measure: 'validation', metric: 'µs', unit: 'µs', subject: own, beside: peers, aim: atMost(2, 'µs') },
        {
          measure: 'bytes of the validator',
          metric: 'bytes',
          unit: 'bytes',
          subject: own,
          beside: peers,
          aim: atMost(3000, 'bytes'),
        },
        { measure: 'import of the validator', metric: 'importMs', unit: 'ms', subject: own, beside: peers },
      ],
      versions: Object.fromEntries(['ajv', 'zod', 'valibot'].map((name) => [name, versionOf(name)])),
    };
  },
};

/** What a module of {@link validatorModules} judges with. */
function validatorOf(module: unknown): (value: unknown) => boolean {
  // Ours exports `params`, the others a function that says whether a value is valid.
  const {
    params,
    isValid,
    default: validate,
  } = module as BundleValidators & {
    readonly isValid?: (value: unknown) => boolean;
    readonly default?: (value: unknown) => boolean;
  };
  if (params === undefined) {
    const found = isValid ?? validate;
    if (found === undefined) throw new TypeError('The module exports no validator.');
    return found;
  }
  return (value) => {
    const issues: Issue[] = [];
    params(value, issues);
    return issues.length === 0;
  };
}

/** What importing the module costs in a fresh process. */
async function importMs(file: string): Promise<number> {
  const script = join(root, 'bench/processes/import-time.ts');
  const { stdout } = await runNode([script, file], { cwd: root });
  const measured: { readonly ms: number } = JSON.parse(stdout);
  return measured.ms;
}
