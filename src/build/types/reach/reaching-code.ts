import { type CodeGraph, type CodeNode, chainOf, type Edge, lookUp, type Owner } from './code-graph.ts';

/** The code of a program through which anything of the bus may be reached. */
export interface ReachingCode {
  readonly nodes: ReadonlySet<CodeNode>;
  /** Those with members that are such code, or that may be taken for such by their names; their own or inherited ones. */
  readonly owners: ReadonlySet<Owner>;
  /** The names of members that are such code. */
  readonly members: ReadonlySet<string>;
}

/** Finds it from what calls, fires or cannot be read, against the edges; by name alone, so rather too much of it. */
export function findReachingCode({ files, owners, byMember }: CodeGraph): ReachingCode {
  const all = [...files.values()].flatMap(({ module, nodes }) => [module, ...new Set(nodes.values())]);
  const reaching = { nodes: new Set<CodeNode>(), owners: new Set<Owner>(), members: new Set<string>() };
  const isReaching = (node: CodeNode): boolean => reaching.nodes.has(node);

  function leadsOn(edge: Edge): boolean {
    switch (edge.to) {
      case 'node':
        return isReaching(edge.node);
      case 'owner':
        return reaching.owners.has(edge.owner);
      case 'name':
        return (
          edge.exact.some(isReaching) ||
          (byMember.get(edge.name)?.some((owner) => lookUp(owner, edge.name).some(isReaching)) ?? false)
        );
      default:
        return true;
    }
  }

  for (let before = -1; before !== reaching.nodes.size; ) {
    before = reaching.nodes.size;
    for (const owner of new Set(owners.values())) {
      for (const [name, nodes] of owner.members) if (nodes.some(isReaching)) reaching.members.add(name);
    }
    for (const owner of new Set(owners.values())) {
      if (codeOf(owner).some(isReaching) || memberNamesOf(owner).some((name) => reaching.members.has(name))) {
        reaching.owners.add(owner);
      }
    }
    for (const node of all) {
      if (isReaching(node)) continue;
      if (node.uses.length > 0 || node.findings.length > 0 || node.edges.some(leadsOn)) reaching.nodes.add(node);
    }
  }
  return reaching;
}

function memberNamesOf(owner: Owner): readonly string[] {
  return chainOf(owner).flatMap(({ members }) => [...members.keys()]);
}

/** What may run through an instance of a class, or an object. */
function codeOf(owner: Owner): readonly CodeNode[] {
  return chainOf(owner).flatMap(({ making, members, always }) => [
    ...(making === undefined ? [] : [making]),
    ...[...members.values()].flat(),
    ...always.map(({ node }) => node),
  ]);
}
