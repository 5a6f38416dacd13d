/** Tells one waiting loop that something changed; what changes while it is busy is told when it asks again. */
export interface ChangeSignal {
  raise(): void;
  /** Resolves when it was raised since it was asked last. */
  next(): Promise<void>;
}

/** Makes a signal that is not raised. */
export function changeSignal(): ChangeSignal {
  let raised = Promise.withResolvers<void>();
  return {
    raise: () => raised.resolve(),
    next: async () => {
      await raised.promise;
      raised = Promise.withResolvers();
    },
  };
}
