import { dirname } from 'node:path';
import { locateService } from '../../build/service.ts';
import { isBusError } from '../../definition/index.ts';
import { type LocalBus, LocalBusError, startLocalBus } from '../../local/index.ts';
import { count } from '../count.ts';
import { isBuildError, printError } from '../print-error.ts';
import { startBuilder } from './builder.ts';
import { changeSignal } from './change-signal.ts';
import { type BuiltServices, devServices } from './dev-services.ts';
import { eventPrinter } from './event-printer.ts';
import { tell } from './tell.ts';
import { type SourceWatch, watchSources } from './watch-sources.ts';

/** What `lambdabus dev` runs. */
export interface DevSessionOptions {
  readonly busModules: readonly string[];
  readonly port: number;
  readonly stage: string;
  readonly region?: string | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Whether to build again when sources change. */
  readonly watch: boolean;
  /** Whether what is wrong with the sources at first is waited out too, where they are watched. */
  readonly waits: boolean;
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
  const changed = changeSignal();
  const stops: (() => Promise<void>)[] = [() => builder.stop()];
  let isStopped = false;

  async function start(): Promise<LocalBus> {
    const located = options.busModules.map((busModule) => locateService(busModule));
    const services = devServices([...new Set(located.map(({ busModule }) => busModule))], builder);
    let watch: SourceWatch | undefined;
    if (options.watch) {
      // Watched before anything is read, so that no change goes unseen.
      watch = watchSources({
        packageRoots: [...new Set(located.map(({ packageFile }) => dirname(packageFile)))],
        lookedAt: services.lookedAt,
        onChange: changed.raise,
      });
      const { stop } = watch;
      stops.push(stop);
    }
    const build = async (): Promise<BuiltServices> => {
      const built = await services.build();
      if (built.isNews) for (const lookedAt of services.lookedAt()) watch?.add(lookedAt);
      return built;
    };

    const bus = await startWhenRight(build);
    // Stopped while it was starting: nobody else knows of it.
    if (isStopped) await bus.stop();
    stops.push(() => bus.stop());
    tellHowToUse(bus);
    if (watch !== undefined) {
      await watch.ready;
      // What was saved after it was read, but before it was watched.
      changed.raise();
      void keepUp(bus, build);
    }
    return bus;
  }

  /** Builds and starts; where that is wanted, again after each change until nothing is wrong with the sources. */
  async function startWhenRight(build: () => Promise<BuiltServices>): Promise<LocalBus> {
    for (;;) {
      try {
        const { manifests, mistakes } = await build();
        if (mistakes.length === 0 && manifests !== undefined) return await startWith(manifests);
        for (const mistake of mistakes.slice(0, -1)) await printError(mistake, { verbose: false });
        throw mistakes.at(-1);
      } catch (error) {
        if (!options.watch || !options.waits || !isAboutSources(error)) throw error;
        await printError(error, { verbose: false });
      }
      tell('nothing runs yet; it starts when the sources are right');
      await changed.next();
    }
  }

  function startWith(manifests: NonNullable<BuiltServices['manifests']>): Promise<LocalBus> {
    return startLocalBus({
      manifests,
      port: options.port,
      stage: options.stage,
      region: options.region,
      environment: options.environment,
      onEvent: eventPrinter(process.stderr, options.stage),
    });
  }

  /** Goes over to what was changed, once at a time; what is wrong is printed, and the bus goes on as it was. */
  async function keepUp(bus: LocalBus, build: () => Promise<BuiltServices>): Promise<void> {
    let isBehind = false;
    while (!isStopped) {
      await changed.next();
      try {
        const { manifests, isNews, mistakes, stale } = await build();
        for (const mistake of mistakes) await printError(mistake, { verbose: false });
        if (mistakes.length > 0) tellStale(stale.length === manifests?.length ? ['the bus'] : stale);
        if (!isNews && !isBehind) continue;
        isBehind = true;
        const { functions } = await bus.reload({ manifests });
        isBehind = false;
        tell(`reloaded: ${functions.length === 0 ? 'no function' : count(functions.length, 'function')} changed`);
      } catch (error) {
        await printError(error, { verbose: false });
        tellStale(['the bus']);
      }
    }
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

/** Whether an edit can put it right. */
function isAboutSources(error: unknown): boolean {
  if (error instanceof LocalBusError) return error.code === 'NAME_TAKEN';
  return isBusError(error) || isBuildError(error);
}

function tellStale(names: readonly string[]): void {
  tell(`${names.join(' and ')} ${names.length === 1 ? 'goes' : 'go'} on with the code from before`);
}

function tellHowToUse(bus: LocalBus): void {
  const { functions, topics, queues } = bus.names;
  const counts = [count(functions.length, 'function'), count(topics.length, 'topic'), count(queues.length, 'queue')];
  tell(`${counts.join(', ')}; in another shell:`);
  for (const [name, value] of Object.entries(bus.environment)) tell(`  export ${name}=${value}`);
}
