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

const runs = Number(process.env['LAMBDABUS_FUZZ_RUNS'] ?? 150);

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

test('strict refuses what ajv refuses of the schema without other properties', async () => {
  await fc.assert(
    fc.asyncProperty(trials, async ({ schema, $defs, values }) => {
      // What is unknown beside a reference or in allOf depends on all parts together, which additionalProperties cannot say.
      fc.pre(!combines([schema, $defs]));
      const validate = await validatorOf(schema, { $defs, mode: 'strict' });
      const isValid = ajvJudge({ schema: closed(schema), $defs: closed($defs) });

      for (const value of values) {
        const wire = deepFrozen(parsed(value));
        const { issues } = validate(wire);

        expect({ wire, isValid: issues.length === 0, issues }).toEqual({ wire, isValid: isValid(wire), issues });
      }
    }),
    { numRuns: Math.ceil(runs / 3), maxSkipsPerRun: 1000 },
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

function combines(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if ('allOf' in value || ('$ref' in value && 'properties' in value)) return true;
  return Object.values(value).some(combines);
}

/** A schema whose objects have no properties but those that it names. */
function closed<TSchema>(schema: TSchema): TSchema {
  // The copy has the shape of its input, with one more keyword at each object.
  return JSON.parse(JSON.stringify(schema), (_key, value) =>
    value?.type === 'object' && !('additionalProperties' in value) ? { ...value, additionalProperties: false } : value,
  ) as TSchema;
}

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
