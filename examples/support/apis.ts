import { openStore, type Store } from '@examples/store';
import { Api, event } from 'lambdabus';

/** A customer's request for help. */
export interface SupportCase {
  id: string;
  sender: string;
  subject: string;
  body: string;
  country: string;
  openedAt: Date;
  closedAt: Date | null;
  replies: Reply[];
}

/** What an agent answered. */
export interface Reply {
  agent: string;
  text: string;
  minutes: number;
  at: Date;
}

/** What a new case is made from. */
export interface NewCase {
  /** Taken from another system; a case is imported once. */
  id?: string;
  /** @format email */
  sender: string;
  /** @minLength 1 @maxLength 200 */
  subject: string;
  body: string;
  /**
   * ISO 3166 code of the customer's country.
   * @pattern ^[A-Z]{2}$
   */
  country: string;
}

interface StoredCase extends Omit<SupportCase, 'openedAt' | 'closedAt' | 'replies'> {
  openedAt: string;
  closedAt: string | null;
  replies: (Omit<Reply, 'at'> & { at: string })[];
}

/** Cases of the help desk. */
export class SupportCaseApi extends Api {
  static readonly meta = {
    name: 'support.case',
    procedures: { get: { idempotent: true }, list: { idempotent: true } },
  } as const;

  /** A case was opened. */
  readonly caseCreated = event<{ id: string; sender: string; subject: string; country: string }>();
  /** A case was answered for good. */
  readonly caseClosed = event<{ id: string; country: string; minutes: number; closedAt: Date }>();

  #store: Promise<Store<StoredCase>> | undefined;

  /** Opens a case; one that is imported again stays as it is. */
  async open({ id = crypto.randomUUID(), sender, subject, body, country }: NewCase): Promise<SupportCase> {
    const opened: SupportCase = {
      id,
      sender,
      subject,
      body,
      country,
      openedAt: new Date(),
      closedAt: null,
      replies: [],
    };
    const store = await this.#cases();
    if (!(await store.create(toStored(opened)))) return this.#find(id);
    await this.caseCreated.fire({ id, sender, subject, country });
    return opened;
  }

  /** Finds a case. */
  async get({ id }: { id: string }): Promise<SupportCase | null> {
    const stored = await (await this.#cases()).get(id);
    return stored === undefined ? null : fromStored(stored);
  }

  /** Pages through all cases. */
  async list({ limit = 50, after }: { /** @minimum 1 @maximum 100 */ limit?: number; after?: string } = {}): Promise<{
    cases: SupportCase[];
    next?: string;
  }> {
    const { items, next } = await (await this.#cases()).list(limit, after);
    return { cases: items.map(fromStored), ...(next === undefined ? {} : { next }) };
  }

  /** Answers a case. */
  async reply({
    id,
    agent,
    text,
    minutes,
  }: {
    id: string;
    agent: string;
    text: string;
    minutes: number;
  }): Promise<SupportCase> {
    const found = await this.#find(id);
    if (found.closedAt !== null) throw new CaseClosedError(id);
    const replied = { ...found, replies: [...found.replies, { agent, text, minutes, at: new Date() }] };
    await (await this.#cases()).replace(toStored(replied));
    return replied;
  }

  /** Closes a case. */
  async close({ id }: { id: string }): Promise<SupportCase> {
    const found = await this.#find(id);
    if (found.closedAt !== null) throw new CaseClosedError(id);
    const closedAt = new Date();
    const closed = { ...found, closedAt };
    await (await this.#cases()).replace(toStored(closed));
    const minutes = closed.replies.reduce((sum, reply) => sum + reply.minutes, 0);
    await this.caseClosed.fire({ id, country: closed.country, minutes, closedAt });
    return closed;
  }

  async #find(id: string): Promise<SupportCase> {
    const found = await this.get({ id });
    if (found === null) throw new CaseNotFoundError(id);
    return found;
  }

  #cases(): Promise<Store<StoredCase>> {
    this.#store ??= openStore<StoredCase>('cases', 'CASES_TABLE');
    return this.#store;
  }
}

class CaseNotFoundError extends Error {
  override readonly name = 'CaseNotFoundError';
  readonly code = 'CASE_NOT_FOUND';
  readonly retryable = false;

  constructor(id: string) {
    super(`There is no case ${id}.`);
  }
}

class CaseClosedError extends Error {
  override readonly name = 'CaseClosedError';
  readonly code = 'CASE_CLOSED';
  readonly retryable = false;

  constructor(id: string) {
    super(`Case ${id} is closed.`);
  }
}

function toStored(from: SupportCase): StoredCase {
  return {
    ...from,
    openedAt: from.openedAt.toISOString(),
    closedAt: from.closedAt?.toISOString() ?? null,
    replies: from.replies.map((reply) => ({ ...reply, at: reply.at.toISOString() })),
  };
}

function fromStored(from: StoredCase): SupportCase {
  return {
    ...from,
    openedAt: new Date(from.openedAt),
    closedAt: from.closedAt === null ? null : new Date(from.closedAt),
    replies: from.replies.map((reply) => ({ ...reply, at: new Date(reply.at) })),
  };
}
