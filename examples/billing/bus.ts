import type * as support from '@examples/support';
import { createBus } from 'lambdabus';
import type * as apis from './apis.ts';

export * from './apis.ts';

const bus = createBus<[typeof apis, typeof support]>();

/** Issues an invoice when the help desk closes a case. */
export const invoiceClosedCase = bus.support.case.caseClosed.listen(async ({ id, minutes }) => {
  await bus.billing.invoice.issue({ caseId: id, minutes });
});
