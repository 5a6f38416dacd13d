import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
}

/** How many resources of each type an assembly of CDK has in all its stacks, without the nested stacks themselves. */
export function resourceCounts(assembly: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const file of readdirSync(assembly).filter((name) => name.endsWith('.template.json'))) {
    const { Resources }: Template = JSON.parse(readFileSync(join(assembly, file), 'utf8'));
    for (const { Type } of Object.values(Resources)) {
      if (Type !== 'AWS::CloudFormation::Stack') counts[Type] = (counts[Type] ?? 0) + 1;
    }
  }
  return counts;
}
