import { startMiniStack } from '../support/ministack.ts';
import { describeDeployment } from './deployment-contract.ts';

describeDeployment('MiniStack', () => startMiniStack(), { enforcesPolicies: false });
