import type {
  Explanation,
  ExplanationNote,
  ExplanationStep,
  FunctionExplanation,
} from '../build/report/explanation.ts';
import type { SourcePosition } from '../manifest/index.ts';

/** Prints why each function has what it has: the way to each target, then what had to be assumed or kept. */
export function explanationText({ service, functions, readAgain }: Explanation): string {
  const reading = readAgain && `Every edit has all types read again: ${readAgain.message}${at(readAgain.position)}`;
  return [
    `${service}: why each function has what it has`,
    ...functions.map(functionText),
    ...(reading === undefined ? [] : [reading]),
  ].join('\n\n');
}

function functionText({ name, kind, targets, notes }: FunctionExplanation): string {
  const lines = targets.flatMap(({ does, target, because, chain }) => [
    `  ${does} ${target}${because === 'code' ? '' : ` (${because === 'uses' ? 'declared by uses' : 'assumed'})`}`,
    ...chain.map((step, index) => `    ${stepText(step, index === 0)}`),
  ]);
  return [
    `${name} (${kind})`,
    ...(lines.length === 0 ? ['  calls and fires nothing'] : lines),
    ...notes.map(noteText),
  ].join('\n');
}

function stepText({ what, position, assumed }: ExplanationStep, isFirst: boolean): string {
  return `${isFirst ? '' : '→ '}${what}${at(position)}${assumed === undefined ? '' : `: ${assumed}`}`;
}

function noteText({ topic, message, position, surplus }: ExplanationNote): string {
  const only = surplus === undefined || surplus.length === 0 ? '' : ` Only because of this: ${surplus.join(', ')}.`;
  return `  ${topic === 'targets' ? 'assumed' : topic}: ${message}${at(position)}${only}`;
}

function at(position: SourcePosition | undefined): string {
  return position === undefined ? '' : ` (${position.file}:${position.line}:${position.column})`;
}
