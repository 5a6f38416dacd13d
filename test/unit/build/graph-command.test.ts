import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { supportFiles, temporaryService } from './temporary-service.ts';

const bin = join(import.meta.dirname, '..', '..', '..', 'src', 'cli', 'bin.ts');

function lambdabus(cwd: string, ...args: readonly string[]) {
  const { NO_COLOR: _, FORCE_COLOR: __, AWS_REGION: ___, LAMBDABUS_ACCOUNT: ____, ...env } = process.env;
  return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8', env });
}

describe('lambdabus graph', { timeout: 120_000 }, () => {
  it('prints the policy of a script, and says what it needs for the ARNs', () => {
    const root = temporaryService({
      ...supportFiles,
      'script.ts': `import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';
const bus = createBus<typeof apis>();
await bus.support.case.get({ id: '1' });
await bus.support.case.caseCreated.fire({ id: '1', sender: '', subject: '', body: '' });
`,
    });

    const policy = lambdabus(
      root,
      'graph',
      '--policy',
      'script.ts',
      '--region',
      'cn-north-1',
      '--account',
      '123456789012',
    );
    const refused = lambdabus(root, 'graph', '--policy', 'script.ts');

    expect(policy.stderr).toBe('');
    expect(JSON.parse(policy.stdout)).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Call',
          Effect: 'Allow',
          Action: 'lambda:InvokeFunction',
          Resource: ['arn:aws-cn:lambda:cn-north-1:123456789012:function:dev-support-case-get'],
        },
        {
          Sid: 'Fire',
          Effect: 'Allow',
          Action: 'sns:Publish',
          Resource: ['arn:aws-cn:sns:cn-north-1:123456789012:dev-support-case-caseCreated'],
        },
      ],
    });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('--region eu-west-1 --account 123456789012');
  });

  it('prints who fires and who listens, as a diagram too', () => {
    const root = temporaryService(supportFiles);

    const text = lambdabus(root, 'graph').stdout;
    const mermaid = lambdabus(root, 'graph', '--format', 'mermaid').stdout;

    expect(text).toContain('support.case.caseCreated: fired by support.case.open; heard by support/notifyAgents');
    expect(mermaid).toMatch(/^flowchart LR\n {2}subgraph "support"/);
    expect(mermaid).toMatch(/n\d+ -\.->\|is heard by\| n\d+/);
  });
});
