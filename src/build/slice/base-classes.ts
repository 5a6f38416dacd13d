import type { Class } from 'oxc-parser';
import { type ClassMember, readMembers } from './class-members.ts';
import { findExportedClass } from './find-class.ts';
import { isPackageModule } from './module-graph.ts';
import type { OwnModules } from './own-makers.ts';
import { findClass } from './sliceable.ts';
import { classOf, declarationOf, isErased, type Statement } from './syntax.ts';
import { mentionedNames, readTopLevel } from './top-level.ts';

/** The members of base classes, or why it cannot be told which members of a class these may call. */
export type BaseMembers = readonly ClassMember[] | { readonly whole: string };

interface Found {
  readonly file: string;
  readonly declaration: Class;
}

/**
 * Reads the members of the classes between a class and the library's Api. They stay whole, and tell which members of the
 * class they may call.
 */
export function readBases(declaration: Class, file: string, modules: OwnModules): BaseMembers {
  const chain: Found[] = [{ file, declaration }];
  const members: ClassMember[] = [];
  for (let at: Found | undefined = chain[0]; at !== undefined; ) {
    const { superClass: base } = at.declaration;
    if (base?.type !== 'Identifier') return { whole: 'its base class is an expression' };
    const { name } = base;
    const imported = readTopLevel(modules.sources.parse(at.file).statements).imports.get(name);
    if (imported?.specifier === 'lambdabus' && imported.name === 'Api') return sharedWith(chain, modules) ?? members;
    const whole = `its base class ${name} is not Api of lambdabus, and may call any of its members`;
    const found = findBase(at.file, name, modules);
    if (found === undefined || chain.some((below) => below.declaration === found.declaration)) return { whole };
    if (isUsedBesides(at, name, modules) || isUsedBesides(found, found.declaration.id?.name ?? name, modules))
      return { whole: `${whole}: it is used besides` };
    const read = readMembers(found.declaration);
    if ('whole' in read) return { whole: `${whole}: ${read.whole}` };
    members.push(...read.map((member) => ({ ...member, base: name })));
    chain.push(found);
    at = found;
  }
  return members;
}

function findBase(file: string, name: string, { sources, graph }: OwnModules): Found | undefined {
  const { statements } = sources.parse(file);
  const imported = readTopLevel(statements).imports.get(name);
  if (imported === undefined) {
    const declaration = statements.map(classOf).find((candidate) => candidate?.id?.name === name);
    return declaration && { file, declaration };
  }
  const target = graph.resolve(file, imported.specifier);
  const exported =
    target === undefined ? undefined : findExportedClass(sources, graph, { file: target, exportName: imported.name });
  const declaration = exported && findClass(sources.parse(exported.file), exported.exportName);
  return exported && declaration && { file: exported.file, declaration };
}

/** Whether a module does something with a base class but extend it, such as put a method on it. */
function isUsedBesides({ file }: Found, name: string, { sources }: OwnModules): boolean {
  return sources.parse(file).statements.some((statement) => !onlyExtends(statement, name));
}

function onlyExtends(statement: Statement, name: string): boolean {
  const declaration = declarationOf(statement);
  if (
    declaration.type === 'ImportDeclaration' ||
    declaration.type === 'ExportNamedDeclaration' ||
    isErased(declaration)
  )
    return true;
  const declared = classOf(statement);
  if (declared === undefined) return !mentionedNames(statement).has(name);
  // A class may name itself: what it does then is read with its members.
  return declared.id?.name === name || !mentionedNames(declared.body).has(name);
}

/** A module that is in the bundle beside the classes and imports one of the base classes could change it. */
function sharedWith(chain: readonly Found[], { graph }: OwnModules): { readonly whole: string } | undefined {
  const [lowest, ...above] = chain;
  const files = new Set(chain.map(({ file }) => file));
  if (lowest === undefined || above.length === 0) return undefined;
  for (const module of graph.closure(lowest.file)) {
    // Packages do not know the service's modules.
    if (files.has(module) || isPackageModule(module)) continue;
    const shared = above.find(({ file }) => graph.closure(module).has(file));
    if (shared) {
      return {
        whole: `its base class ${shared.declaration.id?.name} is imported by another module of the bundle as well`,
      };
    }
  }
  return undefined;
}
