import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { cdk } from '../support/cdk.ts';
import { startMiniStack } from '../support/ministack.ts';
import { useTarget } from './deployment-target.ts';
import { describeRichTypes } from './rich-types-contract.ts';

const repository = resolve(import.meta.dirname, '../..');

describeRichTypes(
  'MiniStack, deployed by the CDK',
  async () => {
    const target = await useTarget(await startMiniStack());
    // Inside of the repository: what is deployed finds its packages as an application finds them.
    await mkdir(join(repository, '.emulator'), { recursive: true });
    const directory = await mkdtemp(join(repository, '.emulator', 'rich-'));
    const release = async () => {
      await rm(directory, { recursive: true, force: true });
      await target.release();
    };
    try {
      await cp(join(import.meta.dirname, 'fixtures', 'rich'), directory, { recursive: true });
      const args = ['deploy', '--all', '--require-approval', 'never', '--context', 'stage=dev'];
      await cdk(args, { directory, environment: target.environment });
      return { release };
    } catch (error) {
      await release();
      throw error;
    }
  },
  { randomValues: 10 },
);
