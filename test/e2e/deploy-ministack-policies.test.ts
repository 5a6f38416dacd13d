import { startMiniStack } from '../support/ministack.ts';
import { describeDeployment } from './deployment-contract.ts';

// A file of its own: clients of AWS are made once in a process, for one endpoint.
describeDeployment('MiniStack that enforces policies', () => startMiniStack({ auth: true }), {
  enforcesPolicies: true,
});
