import { StringDecoder } from 'node:string_decoder';

/** The longest line of a log, as in CloudWatch Logs. */
const longestLine = 262_144;

/** Splits what a process writes into lines. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8');
  readonly #onLine: (line: string) => void;
  #rest = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  /** Takes the next bytes. */
  push(bytes: Buffer): void {
    const lines = (this.#rest + this.#decoder.write(bytes)).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#onLine(line);
    if (this.#rest.length >= longestLine) this.flush();
  }

  /** Takes what has no line feed yet for a line. */
  flush(): void {
    if (this.#rest === '') return;
    const line = this.#rest;
    this.#rest = '';
    this.#onLine(line);
  }
}
