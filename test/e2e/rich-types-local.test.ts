import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { build } from 'lambdabus/build';
import { startLocalBus } from 'lambdabus/local';
import { describeRichTypes } from './rich-types-contract.ts';

describeRichTypes(
  'the local engine',
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'lambdabus-rich-'));
    await cp(join(import.meta.dirname, 'fixtures', 'rich'), directory, { recursive: true });
    await symlink(resolve(import.meta.dirname, '../../node_modules'), join(directory, 'node_modules'));
    const local = await startLocalBus({ manifests: [await build(join(directory, 'bus.ts'))] });
    const before = { ...process.env };
    Object.assign(process.env, local.environment);
    await new SQSClient().send(new CreateQueueCommand({ QueueName: 'rich-witness' }));
    return {
      async release() {
        await local.stop();
        for (const name of Object.keys(local.environment)) {
          if (before[name] === undefined) delete process.env[name];
          else process.env[name] = before[name];
        }
        await rm(directory, { recursive: true, force: true });
      },
    };
  },
  { randomValues: 40 },
);
