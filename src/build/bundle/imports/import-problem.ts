/** What is wrong with an import, and what to write instead. */
export interface ImportProblem {
  readonly message: string;
  readonly hint: string;
}

/** An import that leads nowhere. */
export interface UnresolvedImport {
  /** What is imported, as it is written. */
  readonly specifier: string;
  /** The module that imports it, absolute. */
  readonly importer: string;
}

const mostNames = 6;

/** A question for the name that was likely meant; nothing where none is close. */
export function meant(name: string | undefined): string {
  return name === undefined ? '' : `Did you mean "${name}"? `;
}

/** Names in a sentence: the first few. */
export function listed(names: readonly string[]): string {
  return names.length > mostNames ? `${names.slice(0, mostNames).join(', ')}, …` : names.join(', ');
}
