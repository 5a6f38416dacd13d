import type { Diagnostic } from '../diagnostic.ts';

/** What is wrong with what an option brings into a bundle; where the option is written, the build finds out. */
export interface PackageProblem extends Pick<Diagnostic, 'code' | 'message' | 'hint'> {
  readonly option: 'assets' | 'external';
  /** The pattern or the package that it is about; a package may be one that another needs. */
  readonly value: string;
}
