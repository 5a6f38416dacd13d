import { didYouMean } from '../../definition/did-you-mean.ts';
import type { LoadProblem } from './loaded-bus.ts';
import type { OptionRules } from './option-rule.ts';
import { show } from './plain-values.ts';

/** Checks options against their rules. */
export function checkOptions(
  options: Readonly<Record<string, unknown>>,
  rules: OptionRules,
  owner: { readonly subject: string; readonly exportName: string; readonly path: readonly string[] },
): readonly LoadProblem[] {
  return Object.entries(options).flatMap(([name, value]): readonly LoadProblem[] => {
    const place = { at: 'export', name: owner.exportName, path: [...owner.path, name] } as const;
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined) {
      const message = `${sentence(owner.subject)} has no option "${name}".`;
      return [
        {
          code: 'OPTION_UNKNOWN',
          message,
          hint: didYouMean(name, Object.keys(rules).sort()),
          place: { ...place, part: 'name' },
        },
      ];
    }
    if (value === undefined) return [];
    const isAccepted = rule.accepts(value);
    const problem = isAccepted ? rule.problem?.(value) : `it must be ${rule.allowed}`;
    if (problem === undefined) return [];
    const message = isAccepted
      ? `"${name}" of ${owner.subject} cannot be deployed: ${problem}.`
      : `"${name}" of ${owner.subject} is ${(rule.show ?? show)(value)}; ${problem}.`;
    return [
      {
        code: 'OPTION_INVALID',
        message,
        hint: `Correct the value, or leave the option out.${rule.page === undefined ? '' : ` See ${rule.page}`}`,
        place,
      },
    ];
  });
}

function sentence(subject: string): string {
  return `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`;
}
