import { checkGraph, type GraphFinding, type Manifest } from '../manifest/index.ts';

/** A finding on one line. */
export function findingText({ severity, code, message, hint }: GraphFinding): string {
  return `${severity}[${code}]: ${message} ${hint}`;
}

/** What is to be said of several services together that is not said of one of them alone: its own build says that. */
export function findingsBetween(manifests: readonly Manifest[]): readonly GraphFinding[] {
  const alone = new Set(manifests.flatMap((manifest) => checkGraph([{ manifest }]).map(findingText)));
  return checkGraph(manifests.map((manifest) => ({ manifest }))).filter((finding) => !alone.has(findingText(finding)));
}
