import type { BuildError, LookedAt } from '../../build/index.ts';
import type { Manifest } from '../../manifest/index.ts';
import { findingsBetween, findingText } from '../graph-findings.ts';
import { isBuildError } from '../print-error.ts';
import type { Builder } from './builder.ts';
import { tell } from './tell.ts';

/** Services that are built together. */
export interface DevServices {
  /** Builds what is to be built; a service with mistakes stays as it was built before. */
  build(): Promise<BuiltServices>;
  /** What the last build of each looked at; undefined for one whose next build may depend on anything. */
  lookedAt(): readonly (LookedAt | undefined)[];
}

/** Services as they were built last. */
export interface BuiltServices {
  /** One of each; undefined while one has never been built. */
  readonly manifests: readonly Manifest[] | undefined;
  /** Whether one was made anew, or is right again after a mistake. */
  readonly isNews: boolean;
  /** What is wrong with sources, by service. */
  readonly mistakes: readonly BuildError[];
  /** The services that are not as their sources say, by name. */
  readonly stale: readonly string[];
}

interface ServiceState {
  readonly busModule: string;
  manifest?: Manifest;
  lookedAt?: LookedAt | undefined;
  mistake?: BuildError | undefined;
}

/** Makes services of bus modules; they are not built yet. */
export function devServices(busModules: readonly string[], builder: Builder): DevServices {
  const states: readonly ServiceState[] = busModules.map((busModule) => ({ busModule }));
  let told: ReadonlySet<string> = new Set();

  /** Builds a service; whether that is news. */
  async function buildOne(state: ServiceState): Promise<boolean> {
    const before = { ...state };
    const started = performance.now();
    // Whatever happens, it depends on anything until it is known.
    state.lookedAt = undefined;
    try {
      const { manifest, isAnew, lookedAt } = await builder.build(state.busModule);
      const isNews = isAnew || before.mistake !== undefined || before.manifest === undefined;
      Object.assign(state, { manifest, lookedAt, mistake: undefined });
      if (isNews) tell(`built ${manifest.service} in ${((performance.now() - started) / 1000).toFixed(2)} s`);
      return isNews;
    } catch (error) {
      if (!isBuildError(error)) throw error;
      state.mistake = error;
      return false;
    }
  }

  /** Tells what came up between the services since they were built before; the bus runs all the same. */
  function tellFindings(manifests: readonly Manifest[]): void {
    const found = new Set(findingsBetween(manifests).map(findingText));
    for (const text of found) if (!told.has(text)) process.stderr.write(`${text}\n`);
    told = found;
  }

  return {
    async build() {
      let isNews = false;
      for (const state of states) if (await buildOne(state)) isNews = true;
      const manifests = states.flatMap(({ manifest }) => manifest ?? []);
      const isComplete = manifests.length === states.length;
      if (isComplete) tellFindings(manifests);
      return {
        manifests: isComplete ? manifests : undefined,
        isNews,
        mistakes: states.flatMap(({ mistake }) => mistake ?? []),
        stale: states.flatMap(({ mistake, manifest }) => (mistake && manifest ? manifest.service : [])),
      };
    },
    lookedAt: () => states.map(({ lookedAt }) => lookedAt),
  };
}
