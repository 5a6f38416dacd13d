import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encode } from '../../../src/wire/index.ts';
import { ajvJudge } from './ajv-oracle.ts';
import { type SchemaCase, schemaCase } from './arbitrary-schemas.ts';
import { mutationsOf, valuesOf } from './arbitrary-values.ts';
import { validatorOf } from './validating.ts';

interface Trial extends SchemaCase {
  readonly values: readonly unknown[];
}

const trials: fc.Arbitrary<Trial> = schemaCase.chain((schemas) => {
  const valid = valuesOf(schemas);
  const changed = valid.chain(mutationsOf);
  const values = fc.array(fc.oneof(valid, changed, changed.chain(mutationsOf), fc.jsonValue()), {
    minLength: 8,
    maxLength: 8,
  });
  return values.map((made) => ({ ...schemas, values: made }));
});

const runs = Number(process.env['LAMBDABUS_FUZZ_RUNS'] ?? 300);

test('any schema accepts and refuses what ajv does, and what is accepted goes there and back', async () => {
  await fc.assert(
    fc.asyncProperty(trials, async ({ schema, $defs, values }) => {
      const validate = await validatorOf(schema, { $defs });
      const isValid = ajvJudge({ schema, $defs });

      for (const value of values) {
        const wire = deepFrozen(parsed(value));
        const { value: cast, issues } = validate(wire);

        expect({ wire, isValid: issues.length === 0, issues }).toEqual({ wire, isValid: isValid(wire), issues });
        if (issues.length === 0) expect(validate(encode(cast) ?? null)).toEqual({ value: cast, issues });
      }
    }),
    { numRuns: runs },
  );
}, 600_000);

test('validators that are off cast what others cast, and never say a word', async () => {
  await fc.assert(
    fc.asyncProperty(trials, async ({ schema, $defs, values }) => {
      const validate = await validatorOf(schema, { $defs });
      const onlyCast = await validatorOf(schema, { $defs, mode: 'off' });

      for (const value of values) {
        const wire = deepFrozen(parsed(value));
        const checked = validate(wire);
        const { value: cast, issues } = onlyCast(wire);

        expect(issues).toEqual([]);
        if (checked.issues.length === 0) expect(cast).toEqual(checked.value);
      }
    }),
    { numRuns: Math.ceil(runs / 3) },
  );
}, 600_000);

/** As it comes off the wire. */
function parsed(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

/** A change of it would throw. */
function deepFrozen(value: unknown): unknown {
  if (typeof value === 'object' && value !== null)
    for (const item of Object.values(Object.freeze(value))) deepFrozen(item);
  return value;
}
