import { styleText } from 'node:util';
import { resolveService } from '../../build/service.ts';
import { type LocalBus, startLocalBus } from '../../local/index.ts';
import type { Manifest } from '../../manifest/index.ts';
import { count } from '../count.ts';
import { findingsBetween, findingText } from '../graph-findings.ts';
import { printError } from '../print-error.ts';
import { startBuilder } from './builder.ts';
import { eventPrinter } from './event-printer.ts';
import { type SourceWatch, watchSources } from './watch-sources.ts';

/** What `lambdabus dev` runs. */
export interface DevSessionOptions {
  readonly busModules: readonly string[];
  readonly port: number;
  readonly stage: string;
  readonly region?: string | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly watch: boolean;
}

/** Services that are built, run, and built again when their sources change. */
export interface DevSession {
  /** The bus, when everything answers. */
  readonly ready: Promise<LocalBus>;
  stop(): Promise<void>;
}

/** Starts a session; it tells what happens on standard error. */
export function startDevSession(options: DevSessionOptions): DevSession {
  const builder = startBuilder();
  const stops: (() => Promise<void>)[] = [() => builder.stop()];
  let bus: LocalBus | undefined;
  let isStopped = false;
  let hasChanged = false;
  let told: ReadonlySet<string> = new Set();
  const reload = reloading(async () => {
    const { functions = [] } = (await bus?.reload({ manifests: await buildAll() })) ?? {};
    tell(`reloaded: ${functions.length === 0 ? 'no function' : count(functions.length, 'function')} changed`);
  });

  async function buildAll(): Promise<readonly Manifest[]> {
    const manifests: Manifest[] = [];
    for (const busModule of options.busModules) {
      const started = performance.now();
      const manifest = await builder.build(busModule);
      tell(`built ${manifest.service} in ${((performance.now() - started) / 1000).toFixed(2)} s`);
      manifests.push(manifest);
    }
    tellFindings(manifests);
    return manifests;
  }

  /** Tells what came up between the services since they were built before; the bus runs all the same. */
  function tellFindings(manifests: readonly Manifest[]): void {
    const found = new Set(findingsBetween(manifests).map(findingText));
    for (const text of found) if (!told.has(text)) process.stderr.write(`${text}\n`);
    told = found;
  }

  async function start(): Promise<LocalBus> {
    // Watched before anything is read, so that no change goes unseen.
    const watch = watchWhenWanted();
    const manifests = await buildAll();
    bus = await startLocalBus({
      manifests,
      port: options.port,
      stage: options.stage,
      region: options.region,
      environment: options.environment,
      onEvent: eventPrinter(process.stderr, options.stage),
    });
    // Stopped while it was starting: nobody else knows of it.
    if (isStopped) await bus.stop();
    stops.push(() => bus?.stop() ?? Promise.resolve());
    tellHowToUse(bus);
    await watch?.ready;
    if (hasChanged) reload();
    return bus;
  }

  function watchWhenWanted(): SourceWatch | undefined {
    const directories = new Set(options.busModules.map((busModule) => resolveService(busModule, {}).packageRoot));
    if (!options.watch) return undefined;
    const watch = watchSources([...directories], () => {
      if (bus === undefined) hasChanged = true;
      else reload();
    });
    stops.push(() => watch.stop());
    return watch;
  }

  const ready = start();
  // Whoever stops a session before it is ready no longer waits for it.
  ready.catch(() => undefined);
  return {
    ready,
    stop: async () => {
      isStopped = true;
      await Promise.all(stops.map((stop) => stop()));
    },
  };
}

/** Reloads once at a time, and once more when something changed meanwhile; what is wrong is printed, and the bus goes on as it was. */
function reloading(reload: () => Promise<void>): () => void {
  let isRunning = false;
  let isStale = false;
  const run = async (): Promise<void> => {
    isRunning = true;
    do {
      isStale = false;
      try {
        await reload();
      } catch (error) {
        await printError(error, { verbose: false });
        tell('the bus goes on with the code from before');
      }
    } while (isStale);
    isRunning = false;
  };
  return () => {
    isStale = true;
    if (!isRunning) void run();
  };
}

function tellHowToUse(bus: LocalBus): void {
  const { functions, topics, queues } = bus.names;
  const counts = [count(functions.length, 'function'), count(topics.length, 'topic'), count(queues.length, 'queue')];
  tell(`${counts.join(', ')}; in another shell:`);
  for (const [name, value] of Object.entries(bus.environment)) tell(`  export ${name}=${value}`);
}

function tell(text: string): void {
  process.stderr.write(`${styleText('dim', text, { stream: process.stderr })}\n`);
}
