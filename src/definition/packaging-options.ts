/** What a function's bundle holds besides its code, which is bundled. */
export interface PackagingOptions {
  /**
   * Packages that are not bundled but copied into the function's `node_modules`, with what they depend on, for the
   * function's `architecture`: those with native code, such as `['sharp']`. A function gets them that imports them.
   * @default none
   */
  readonly external?: readonly string[] | undefined;
  /**
   * Files that are copied beside the code, as patterns from the directory of package.json: `['templates/**']`. The code
   * finds them by the same paths from the working directory.
   * @default none
   */
  readonly assets?: readonly string[] | undefined;
  /**
   * How large the function's code should be at most, in kB: AWS clients, `external` packages and assets do not count.
   * A larger one is a warning of the build that says by which imports.
   * @default `lambdabus.bundleBudget` of package.json, else 1,000
   */
  readonly bundleBudget?: number | undefined;
}

/** The option names of {@link PackagingOptions}. */
export const packagingOptionNames = ['external', 'assets', 'bundleBudget'] as const;
