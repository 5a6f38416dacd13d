import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BusError } from '../../src/definition/index.ts';
import type { PlacementUnit } from './unit.ts';

/**
 * The units that a deployed template holds, by their physical names.
 *
 * @param path A template, or what `aws cloudformation get-template` printed.
 * @throws BusError `DEFINITION_INVALID` for a file that holds no template in JSON.
 */
export function deployedUnits(path: string, units: readonly PlacementUnit[]): readonly PlacementUnit[] {
  const names = new Set(physicalNames(readTemplate(resolve(path))));
  const deployed = units.filter(({ physicalName }) => names.has(physicalName));
  if (deployed.length > 0) return deployed;
  throw new BusError(
    'DEFINITION_INVALID',
    `The template in ${resolve(path)} holds no function and no topic of this service, such as ${units[0]?.physicalName}. Take the template of the stack that is deployed in the same stage.`,
  );
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Properties?: Readonly<Record<string, unknown>> }>>;
}

function readTemplate(path: string): Template {
  const parsed: unknown = JSON.parse(readFileSync(path, 'utf8'));
  const body = hasKey(parsed, 'TemplateBody') ? parsed.TemplateBody : parsed;
  const template: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  if (hasKey(template, 'Resources') && typeof template.Resources === 'object' && template.Resources !== null) {
    // Each member is looked at with care where it is read.
    return template as Template;
  }
  throw new BusError('DEFINITION_INVALID', `${path} holds no CloudFormation template in JSON.`);
}

function physicalNames({ Resources }: Template): readonly string[] {
  return Object.values(Resources)
    .flatMap(({ Properties = {} }) => [Properties['FunctionName'], Properties['TopicName']])
    .filter((name) => typeof name === 'string');
}

function hasKey<K extends string>(value: unknown, key: K): value is Record<K, unknown> {
  return typeof value === 'object' && value !== null && key in value;
}
