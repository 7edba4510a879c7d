/** Messages on a gRPC stream: each behind a byte that says whether it is compressed, and four of its length. */

const PREFIX_SIZE = 5;

/** One message as it is sent. */
export function encodeFrame(message: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PREFIX_SIZE + message.length);
  new DataView(bytes.buffer).setUint32(1, message.length);
  bytes.set(message, PREFIX_SIZE);
  return bytes;
}

/** Why bytes are no messages. */
export class FrameError extends Error {}

/** Takes bytes as they come and gives whole messages. */
export class FrameReader {
  readonly #sizeMax: number;
  #pieces: Uint8Array[] = [];
  #size = 0;

  constructor(sizeMax: number) {
    this.#sizeMax = sizeMax;
  }

  /** The messages that are whole with this piece; throws `FrameError` where they are none. */
  take(piece: Uint8Array): readonly Uint8Array[] {
    this.#pieces.push(piece);
    this.#size += piece.length;
    const messages: Uint8Array[] = [];
    for (let found = this.#next(); found !== undefined; found = this.#next()) messages.push(found);
    return messages;
  }

  /** Throws where a message has begun and not ended. */
  end(): void {
    if (this.#size > 0) throw new FrameError("the stream ended within a message");
  }

  #next(): Uint8Array | undefined {
    if (this.#size < PREFIX_SIZE) return undefined;
    // Joined only where a whole message is there: a large one comes in thousands of pieces.
    const head = (this.#pieces[0]?.length ?? 0) >= PREFIX_SIZE ? this.#pieces[0] : this.#joined();
    if (head === undefined) return undefined;
    if (head[0] !== 0) throw new FrameError("a message is compressed, which was not asked for");
    const length = new DataView(head.buffer, head.byteOffset, head.length).getUint32(1);
    if (length > this.#sizeMax)
      throw new FrameError(`a message of ${length} bytes is larger than ${this.#sizeMax} bytes`);
    const end = PREFIX_SIZE + length;
    if (this.#size < end) return undefined;
    const all = this.#joined();
    this.#pieces = all.length === end ? [] : [all.subarray(end)];
    this.#size -= end;
    return all.subarray(PREFIX_SIZE, end);
  }

  #joined(): Uint8Array {
    const [only] = this.#pieces;
    if (only !== undefined && this.#pieces.length === 1) return only;
    const all = new Uint8Array(this.#size);
    let at = 0;
    for (const piece of this.#pieces) {
      all.set(piece, at);
      at += piece.length;
    }
    this.#pieces = [all];
    return all;
  }
}
