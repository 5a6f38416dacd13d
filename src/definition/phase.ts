import { BusError } from './errors.ts';

/** Whether the bus module is being loaded by the build, to see what it defines (`LAMBDABUS_PHASE=build`). */
export function isBuildPhase(): boolean {
  return process.env['LAMBDABUS_PHASE'] === 'build';
}

/**
 * Refuses to use the bus while the build loads the bus module.
 * @throws BusError `BUS_USED_AT_BUILD`
 */
export function assertNotBuildPhase(what: string): void {
  if (!isBuildPhase()) return;
  throw new BusError(
    'BUS_USED_AT_BUILD',
    `${what} was used while the build loads the bus module. The top level of a module and the constructor of an API only define; ` +
      'move this into a procedure, a listener, a schedule or "protected async start()", which runs at cold start.',
  );
}
