import type { MappingResource } from '../../topology/topology.ts';
import type { Invocation, InvocationRequest, LocalFunction } from '../functions/invocation.ts';

/** What Lambda's REST API is served from. */
export interface LambdaService {
  readonly region: string;
  functions(): readonly LocalFunction[];
  /** The function of a bare name. */
  find(name: string): LocalFunction | undefined;
  mappings(): readonly MappingResource[];
  /** Invokes a function and waits for the result. */
  invoke(fn: LocalFunction, request: InvocationRequest): Promise<Invocation>;
  /** Invokes a function some time soon. */
  enqueue(fn: LocalFunction, request: InvocationRequest): void;
}
