import { flushCompileCache } from 'node:module';
import type { CheckedBus } from '../types/checked-bus.ts';
import { createTypeReader, type ParsedFiles, type TypeReader } from '../types/index.ts';
import type { TypeAnswer, TypeQuestion } from './messages.ts';

interface OpenReader {
  readonly reader: TypeReader;
  checked?: CheckedBus;
}

/**
 * Answers what the build asks of the process that reads types, until the build ends.
 *
 * @param parsed what is parsed already
 */
export function serveTypes(parsed: ParsedFiles): void {
  const readers = new Map<number, OpenReader>();

  function reply(question: Exclude<TypeQuestion, { kind: 'forget' }>): TypeAnswer {
    const { id } = question;
    try {
      if (question.kind === 'check') {
        const open = readers.get(question.reader) ?? { reader: createTypeReader({ ...question, parsed }) };
        readers.set(question.reader, open);
        open.checked = open.reader.check(question.request);
        const { targetsOf: _, reachingNames: __, ...checked } = open.checked;
        return { kind: 'checked', id, checked };
      }
      const { checked } = readers.get(question.reader) ?? {};
      if (checked === undefined) throw new TypeError('Nothing was checked of which targets could be told.');
      if (question.kind === 'names') return { kind: 'names', id, names: checked.reachingNames() };
      return { kind: 'targets', id, targets: question.requests.map((request) => checked.targetsOf(request)) };
    } catch (error) {
      return { kind: 'failed', id, stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  }

  process.on('disconnect', () => process.exit());
  process.on('message', (question: TypeQuestion) => {
    if (question.kind === 'forget') {
      readers.delete(question.reader);
      return;
    }
    const answer = reply(question);
    process.send?.(answer, () => {
      // While the build goes on: what Node compiled of the compiler, the next process need not compile.
      if (answer.kind === 'targets') flushCompileCache();
    });
  });
}
