import { escapePointer } from './runtime/reporting.ts';

/** JavaScript that makes the JSON Pointer of a place: what is known when it is generated, and what only when it runs. */
export interface PathCode {
  /** One step further, into a property. */
  property(name: string): PathCode;
  /** One step further, into the element whose index a variable holds. */
  element(variable: string): PathCode;
  /** One step further, into the member whose name a variable holds. */
  member(variable: string, escaping: string): PathCode;
  /** The expression. */
  readonly code: string;
}

/** The path of the whole value: `""` where the validator starts, a parameter in what it calls. */
export function pathFrom(parameter: string | undefined): PathCode {
  return pathOf(parameter === undefined ? [] : [parameter], '');
}

/** The path where nothing is reported. */
export const noPath: PathCode = { property: () => noPath, element: () => noPath, member: () => noPath, code: '""' };

/** @param parts Expressions. @param text The text after them. */
function pathOf(parts: readonly string[], text: string): PathCode {
  const whole = text === '' && parts.length > 0 ? parts : [...parts, JSON.stringify(text)];
  const further = (expression: string) =>
    pathOf(
      [...(parts.length === 0 || text !== '' ? [...parts, JSON.stringify(`${text}/`)] : [...parts, '"/"']), expression],
      '',
    );
  return {
    property: (name) => pathOf(parts, `${text}/${escapePointer(name)}`),
    element: further,
    member: (variable, escaping) => further(`${escaping}(${variable})`),
    code: whole.join('+'),
  };
}
