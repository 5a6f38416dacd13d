import './assert-node.ts';

export { type Builder, type BuildOptions, build, createBuilder } from './build.ts';
export { BuildError } from './build-error.ts';
export type { BuildStep } from './build-service.ts';
export { concerns, type LookedAt } from './cache/looked-at.ts';
export type { Diagnostic } from './diagnostic.ts';
export type { DiagnosticCode } from './diagnostic-codes.ts';
export { fileTargets } from './file-targets.ts';
export { loadManifest } from './manifest-file.ts';
export { readExplanation } from './report/explanation.ts';
export { type FormatOptions, formatDiagnostics } from './report/format-diagnostics.ts';
export { takesColor } from './report/paint.ts';
