import { Buffer } from "node:buffer";
import type { Clock, Timer } from "@tutti/runtime";

/** Told at once when there is so much, in bytes. */
const CHUNK_BYTES = 4_096;
/** And else so long after the first of it. */
const CHUNK_MS = 500;
/** Of one job; what comes behind it is left out, and that told. */
const OUTPUT_BYTES_MAX = 1 << 20;

/** Tells what a program writes in chunks, in order, one after the other; and, where it writes nothing for long, that it still runs. */
export class ToldOutput {
  readonly #clock: Clock;
  readonly #waitMs: number;
  readonly #tell: (chunk: Buffer) => Promise<void>;
  #waiting: Uint8Array[] = [];
  #bytes = 0;
  #all = 0;
  #timer: Timer | undefined;
  #last: Promise<void> = Promise.resolve();
  #ended = false;

  constructor(clock: Clock, waitMs: number, tell: (chunk: Buffer) => Promise<void>) {
    this.#clock = clock;
    this.#waitMs = waitMs;
    this.#tell = tell;
    this.#arm(waitMs);
  }

  add(data: Uint8Array): void {
    if (this.#ended || this.#all > OUTPUT_BYTES_MAX) return;
    const isOver = this.#all + data.length > OUTPUT_BYTES_MAX;
    this.#all += data.length;
    this.#waiting.push(isOver ? Buffer.from("\n(the rest of the output is left out)\n") : data);
    this.#bytes += data.length;
    if (this.#bytes >= CHUNK_BYTES) this.#send();
    else if (this.#waiting.length === 1) this.#arm(CHUNK_MS);
  }

  /** Resolves once all is told. */
  async end(): Promise<void> {
    this.#ended = true;
    if (this.#bytes > 0) this.#send();
    this.#timer?.cancel();
    await this.#last;
  }

  #arm(ms: number): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(ms, () => this.#send(), { unref: true });
  }

  #send(): void {
    const chunk = Buffer.concat(this.#waiting);
    this.#waiting = [];
    this.#bytes = 0;
    this.#last = this.#last.then(() => this.#tell(chunk)).catch(() => {});
    if (!this.#ended) this.#arm(this.#waitMs);
  }
}
