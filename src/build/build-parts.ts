import type { ModuleGraph, ServiceSlicer } from './slice/index.ts';
import type { CheckedService } from './type-process/checked-service.ts';
import type { CheckRequest } from './types/checked-bus.ts';
import type { ValidatorsRequest } from './validators/index.ts';

/** The parts of the build that others make, so that a test can stand in for them. */
export interface BuildParts {
  checkBus(request: CheckRequest): Promise<CheckedService>;
  generateValidators(request: ValidatorsRequest): string | Promise<string>;
  /** A hash of all that the module for a request depends on. */
  validatorsKey(request: ValidatorsRequest): string;
  /** The names of the classes with codecs that the module for a request must be given. */
  codecsOf(request: ValidatorsRequest): readonly string[];
  createSlicer(graph: ModuleGraph): ServiceSlicer | Promise<ServiceSlicer>;
  /** What functions use of the library as one module. */
  joinLibrary(): Promise<string>;
}
