import type { CheckedTargets, CheckRequest, ReachingNames, TargetsRequest } from '../types/checked-bus.ts';
import type { CheckedParts } from './checked-service.ts';

/** What the build asks of the process that reads types. */
export type TypeQuestion =
  | {
      readonly kind: 'check';
      /** Of the question; the answer has it too. */
      readonly id: number;
      /** Which reader is asked: each remembers what it has read. */
      readonly reader: number;
      readonly keepsPrograms: boolean;
      readonly request: CheckRequest;
    }
  | {
      readonly kind: 'targets';
      readonly id: number;
      readonly reader: number;
      readonly requests: readonly TargetsRequest[];
    }
  | { readonly kind: 'names'; readonly id: number; readonly reader: number }
  | { readonly kind: 'forget'; readonly reader: number };

/** What that process answers. */
export type TypeAnswer =
  | { readonly kind: 'checked'; readonly id: number; readonly checked: CheckedParts }
  | { readonly kind: 'targets'; readonly id: number; readonly targets: readonly CheckedTargets[] }
  | { readonly kind: 'names'; readonly id: number; readonly names: ReachingNames | undefined }
  /** A fault of the reader itself; what is wrong with sources is among the diagnostics of what was checked. */
  | { readonly kind: 'failed'; readonly id: number; readonly stack: string };
