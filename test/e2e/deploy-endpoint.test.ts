import { describe } from 'vitest';
import { describeDeployment } from './deployment-contract.ts';

/** Any endpoint that speaks AWS, which somebody else started: `LAMBDABUS_TEST_ENDPOINT=http://127.0.0.1:4566`. */
const endpoint = process.env['LAMBDABUS_TEST_ENDPOINT'] ?? process.env['AWS_ENDPOINT_URL'];

describe.skipIf(endpoint === undefined)('the endpoint of the environment', () => {
  describeDeployment(String(endpoint), async () => ({ endpoint: String(endpoint), stop: async () => {} }), {
    enforcesPolicies: process.env['LAMBDABUS_TEST_ENFORCES_POLICIES'] === 'true',
  });
});
