/** How long functions may run where neither the code nor the deployment says otherwise, in seconds. */
export const defaultTimeoutSeconds = { procedure: 10, listener: 30, schedule: 60 } as const;
