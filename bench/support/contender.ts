import { reasonOf } from './peer-cache.ts';
import type { Subject, UnavailableSubject } from './row.ts';

/** A peer that takes part, or why it cannot run here; and how to end it. */
export interface Contender {
  readonly subject: Subject | UnavailableSubject;
  readonly versions?: Readonly<Record<string, string>> | undefined;
  stop?(): Promise<unknown>;
}

/** Starts a peer; one that cannot run here is named with the reason. */
export async function contender(name: string, start: (name: string) => Promise<Contender>): Promise<Contender> {
  return start(name).catch((error: unknown) => ({ subject: { name, unavailable: reasonOf(error) } }));
}

/** Those that take part. */
export function subjectsOf(contenders: readonly Contender[]): readonly Subject[] {
  return contenders.flatMap(({ subject }) => ('run' in subject ? [subject] : []));
}

/** As comparisons name them. */
export function besideOf(contenders: readonly Contender[]): readonly (string | UnavailableSubject)[] {
  return contenders.map(({ subject }) => ('run' in subject ? subject.name : subject));
}

/** The versions of all. */
export function versionsOf(contenders: readonly Contender[]): Readonly<Record<string, string>> {
  return Object.assign({}, ...contenders.map(({ versions }) => versions));
}

/** Ends all. */
export async function stopAll(contenders: readonly Contender[]): Promise<void> {
  for (const { stop } of contenders) await stop?.();
}
