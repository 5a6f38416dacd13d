export { type Builder, type BuildOptions, build, createBuilder } from './build.ts';
export { BuildError } from './build-error.ts';
export type { BuildStep } from './build-service.ts';
export type { Diagnostic } from './diagnostic.ts';
export { loadManifest } from './manifest-file.ts';
export { type FormatOptions, formatDiagnostics } from './report/format-diagnostics.ts';
export { takesColor } from './report/paint.ts';
