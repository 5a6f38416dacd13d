import { createBus, every } from 'lambdabus';
import type * as apis from './apis.ts';

export * from './apis.ts';

const bus = createBus<typeof apis>();

/** Tells the agents on duty of a new case. */
export const notifyAgents = bus.support.case.caseCreated.listen(async ({ id, subject, sender }) => {
  console.log(`new case ${id} of ${sender}: ${subject}`);
});

/** Counts the open cases. */
export const report = every({ hours: 1 }, async () => {
  let open = 0;
  let after: string | undefined;
  do {
    const page = await bus.support.case.list({ limit: 100, ...(after === undefined ? {} : { after }) });
    open += page.cases.filter(({ closedAt }) => closedAt === null).length;
    after = page.next;
  } while (after !== undefined);
  console.log(`${open} cases are open`);
});
