/** The bytes before a frame's body: their number as a 32-bit integer. */
const lengthBytes = 4;

/** Puts the length of its body before a frame; `size` is the body's, which `fill` writes from the given offset on. */
export function frame(size: number, fill: (bytes: Buffer, offset: number) => void): Buffer {
  const bytes = Buffer.allocUnsafe(lengthBytes + size);
  bytes.writeUInt32LE(size, 0);
  fill(bytes, lengthBytes);
  return bytes;
}

/** Splits what comes through a channel into frames, wherever it was cut on its way. */
export class FrameReader {
  readonly #onFrame: (body: Buffer) => void;
  readonly #chunks: Buffer[] = [];
  #size = 0;

  constructor(onFrame: (body: Buffer) => void) {
    this.#onFrame = onFrame;
  }

  /** Takes the next bytes; the frames that they complete are read before it returns. */
  push(chunk: Buffer): void {
    let rest = chunk;
    if (this.#size > 0) {
      this.#chunks.push(chunk);
      this.#size += chunk.length;
      const first = this.#chunks[0] ?? chunk;
      // A large frame comes in many chunks: joined once, when the last is there.
      if (first.length >= lengthBytes && this.#size < lengthBytes + first.readUInt32LE(0)) return;
      rest = Buffer.concat(this.#chunks.splice(0), this.#size);
      this.#size = 0;
    }
    let offset = 0;
    while (rest.length - offset >= lengthBytes) {
      const end = offset + lengthBytes + rest.readUInt32LE(offset);
      if (end > rest.length) break;
      this.#onFrame(rest.subarray(offset + lengthBytes, end));
      offset = end;
    }
    if (offset === rest.length) return;
    this.#chunks.push(offset === 0 ? rest : rest.subarray(offset));
    this.#size = rest.length - offset;
  }
}
