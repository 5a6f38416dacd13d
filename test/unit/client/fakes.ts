import {
  createBus,
  type EventPublisher,
  type InvokeRequest,
  type InvokeResponse,
  type ProcedureInvoker,
  type PublishRequest,
  type PublishResult,
} from '../../../src/client/index.ts';
import { Api, event } from '../../../src/definition/index.ts';

export class CaseApi extends Api {
  static readonly meta = { name: 'support.case', procedures: { get: { idempotent: true } } } as const;
  readonly created = event<{ id: string; at?: Date }>();
  readonly ordered = event<{ n: number }>({ fifo: true });

  async get({ id }: { id: string }): Promise<{ id: string; at: Date } | null> {
    return { id, at: new Date(0) };
  }

  async ping(): Promise<string> {
    return 'pong';
  }
}
/** What a bus of the tests is made from. */
export type Module = { CaseApi: typeof CaseApi };

export const answered = (value: unknown): InvokeResponse => ({
  payload: JSON.stringify(value),
  functionError: undefined,
  requestId: 'r1',
});
export const failed = (errorType: string, errorMessage: string): InvokeResponse => ({
  payload: JSON.stringify({ errorType, errorMessage }),
  functionError: 'Unhandled',
  requestId: 'r1',
});
export const awsError = (name: string, message = 'no'): Error =>
  Object.assign(new Error(message), { name, $fault: 'client' });

export class FakeInvoker implements ProcedureInvoker {
  readonly requests: InvokeRequest[] = [];
  readonly #answers: (InvokeResponse | Error | 'hang')[];

  constructor(...answers: (InvokeResponse | Error | 'hang')[]) {
    this.#answers = answers;
  }

  async invoke(request: InvokeRequest): Promise<InvokeResponse> {
    this.requests.push(request);
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    if (answer === 'hang')
      await new Promise((_resolve, reject) =>
        request.signal.addEventListener('abort', () => reject(request.signal.reason)),
      );
    if (answer instanceof Error) throw answer;
    return answer as InvokeResponse;
  }

  payload(index = 0): { $bus: Record<string, unknown> } & Record<string, unknown> {
    return JSON.parse(this.requests[index]?.payload ?? '');
  }
}

export class FakePublisher implements EventPublisher {
  readonly requests: PublishRequest[] = [];
  readonly #results: (request: PublishRequest, count: number) => readonly PublishResult[];

  constructor(
    results: (request: PublishRequest, count: number) => readonly PublishResult[] = ({ messages }) =>
      messages.map(() => ({ ok: true })),
  ) {
    this.#results = results;
  }

  async publish(request: PublishRequest): Promise<readonly PublishResult[]> {
    this.requests.push(request);
    return this.#results(request, this.requests.length);
  }

  async account(): Promise<string> {
    return '999999999999';
  }

  async region(): Promise<string> {
    return 'eu-west-1';
  }
}

export function busWith(options: Parameters<typeof createBus>[0]) {
  return createBus<Module>({ stage: 'test', account: '111111111111', region: 'us-east-1', ...options });
}
