import { openStore, type Store } from '@examples/store';
import type * as support from '@examples/support';
import { Api, createBus, event } from 'lambdabus';

/** An amount of money: the smallest unit of its currency. */
export interface Money {
  cents: bigint;
  currency: 'EUR' | 'USD' | 'CHF';
}

/** What a customer owes for a case. */
export interface Invoice {
  /** The case's. */
  id: string;
  customer: string;
  subject: string;
  amount: Money;
  issuedAt: Date;
}

interface StoredInvoice extends Omit<Invoice, 'amount' | 'issuedAt'> {
  cents: string;
  currency: Money['currency'];
  issuedAt: string;
}

const currencies: Readonly<Record<string, Money['currency']>> = {
  DE: 'EUR',
  FR: 'EUR',
  ES: 'EUR',
  IT: 'EUR',
  NL: 'EUR',
  US: 'USD',
  CH: 'CHF',
};
const centsPerMinute = 150n;

const bus = createBus<typeof support>();

/** Invoices for the help desk's work. */
export class BillingInvoiceApi extends Api {
  static readonly meta = { name: 'billing.invoice', procedures: { issue: { idempotent: true } } } as const;

  /** An invoice was issued. */
  readonly invoiceIssued = event<{ id: string; amount: Money }>();

  #store: Promise<Store<StoredInvoice>> | undefined;

  /** Issues the invoice of a case, once: a second call gives the one that is there. */
  async issue({ caseId, minutes }: { caseId: string; minutes: number }): Promise<Invoice> {
    const found = await bus.support.case.get({ id: caseId });
    if (found === null) throw new CannotInvoiceError(`there is no case ${caseId}`);
    const currency = currencies[found.country];
    if (currency === undefined) throw new CannotInvoiceError(`there is no price list for ${found.country}`);
    const amount: Money = { cents: BigInt(minutes) * centsPerMinute, currency };
    const invoice = { id: caseId, customer: found.sender, subject: found.subject, amount, issuedAt: new Date() };
    const store = await this.#invoices();
    if (!(await store.create(toStored(invoice)))) return (await this.get({ caseId })) ?? invoice;
    await this.invoiceIssued.fire({ id: caseId, amount });
    return invoice;
  }

  /** Finds the invoice of a case. */
  async get({ caseId }: { caseId: string }): Promise<Invoice | null> {
    const stored = await (await this.#invoices()).get(caseId);
    return stored === undefined ? null : fromStored(stored);
  }

  #invoices(): Promise<Store<StoredInvoice>> {
    this.#store ??= openStore<StoredInvoice>('invoices', 'INVOICES_TABLE');
    return this.#store;
  }
}

/** Trying again would not help: a person has to see to it, so the event goes to the dead-letter queue at once. */
class CannotInvoiceError extends Error {
  override readonly name = 'CannotInvoiceError';
  readonly code = 'CANNOT_INVOICE';
  readonly retryable = false;
}

function toStored({ amount, issuedAt, ...rest }: Invoice): StoredInvoice {
  return { ...rest, cents: amount.cents.toString(), currency: amount.currency, issuedAt: issuedAt.toISOString() };
}

function fromStored({ cents, currency, issuedAt, ...rest }: StoredInvoice): Invoice {
  return { ...rest, amount: { cents: BigInt(cents), currency }, issuedAt: new Date(issuedAt) };
}
