import { styleText } from 'node:util';
import type { LocalBusEvent, LocalBusListener } from '../../local/index.ts';
import { count } from '../count.ts';
import { readableLines } from './readable-line.ts';
import { sourcePlaces } from './source-places.ts';

type Style = Parameters<typeof styleText>[0];

/** Prints what happens on a bus, one line each, with the function's or queue's name in front. */
export function eventPrinter(stream: NodeJS.WriteStream, stage: string): LocalBusListener {
  const paint = (style: Style, text: string): string => styleText(style, text, { stream });
  const toSources = sourcePlaces(process.cwd());
  const short = (name: string): string => (name.startsWith(`${stage}-`) ? name.slice(stage.length + 1) : name);
  let width = 12;

  function line(name: string, text: string, style: Style = 'cyan'): string {
    const shown = short(name);
    width = Math.max(width, shown.length);
    return `${paint(style, shown.padEnd(width))}  ${text}\n`;
  }

  return (event) => {
    const text = describe(event);
    if (text !== undefined) stream.write(text);
  };

  function describe(event: LocalBusEvent): string | undefined {
    switch (event.type) {
      case 'log':
        return readableLines(event.line)
          .map((text) => line(event.function, toSources(text)))
          .join('');
      case 'invocation': {
        // A batch has a line of its own.
        if (event.source === 'mapping' && event.error === undefined) return undefined;
        const time = duration(event.durationMs, event.initMs);
        return event.error === undefined
          ? line(event.function, paint('dim', `${event.source === 'call' ? 'called' : 'ran'}, ${time}`))
          : line(event.function, `${paint('red', readable(event.error))} ${paint('dim', time)}`, 'red');
      }
      case 'delivery': {
        const failed = event.failed === 0 ? '' : paint('yellow', `, ${event.failed} failed and will come back`);
        const heard = `heard ${count(event.messages, 'event')}, ${duration(event.durationMs, undefined)}`;
        return line(event.function, `${paint('dim', heard)}${failed}`);
      }
      case 'publish':
        return line(event.topic, paint('dim', `${count(event.messages, 'event')} fired`), 'magenta');
      case 'dead-letter':
        return line(event.queue, `${paint('red', 'dead letter')} ${event.reason}`, 'red');
      case 'schedule':
        return line(event.schedule, paint('dim', `its time came: ${event.scheduledAt.toISOString()}`), 'magenta');
      case 'warning':
        return `${paint('yellow', 'warning')} ${event.message}\n`;
    }
  }
}

/** An error as a person reads it: a caller with `$bus` gets the message as JSON, for programs. */
function readable({ type, message }: { readonly type: string; readonly message: string }): string {
  if (!message.startsWith('{"lambdabus":')) return `${type}: ${message}`;
  const { code, message: inner }: Partial<Record<string, unknown>> = JSON.parse(message);
  return `${String(code)}: ${String(inner)}`;
}

function duration(durationMs: number, initMs: number | undefined): string {
  const loading = initMs === undefined ? '' : `, after ${Math.round(initMs)} ms of loading`;
  return `${durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)} ms${loading}`;
}
