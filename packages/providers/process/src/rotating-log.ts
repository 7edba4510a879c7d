import { type AppendFile, type Disk, RuntimeError } from "@tutti/runtime";

/** What may wait for the disk; more is dropped, and the log says how much. */
const WAITING_BYTES_MAX = 1 << 20;

/**
 * A log of at most twice `bytesMax`: the file, and `<file>.1` with what stood
 * there before. A program's output never stops the program: what the disk
 * does not take is dropped.
 */
export class RotatingLog {
  readonly #disk: Disk;
  readonly #path: string;
  readonly #bytesMax: number;
  #file: AppendFile | undefined;
  #size = 0;
  readonly #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #droppedBytes = 0;
  #running: Promise<void> | undefined;

  constructor(disk: Disk, path: string, bytesMax: number) {
    this.#disk = disk;
    this.#path = path;
    this.#bytesMax = bytesMax;
  }

  write(data: Uint8Array): void {
    if (this.#waitingBytes + data.length > WAITING_BYTES_MAX) {
      this.#droppedBytes += data.length;
      return;
    }
    this.#waiting.push(data);
    this.#waitingBytes += data.length;
    this.#running ??= this.#drain();
  }

  /** All that was written is on its way to the disk, or dropped. */
  async flush(): Promise<void> {
    await this.#running;
  }

  async #drain(): Promise<void> {
    for (;;) {
      const data = this.#waiting.shift();
      if (data !== undefined) {
        await this.#appendAll(data);
        this.#waitingBytes -= data.length;
      } else if (this.#droppedBytes > 0) {
        const text = `\n[${this.#droppedBytes} bytes of output were dropped: the disk did not take them]\n`;
        this.#droppedBytes = 0;
        await this.#appendAll(new TextEncoder().encode(text));
      } else break;
    }
    this.#running = undefined;
  }

  async #appendAll(data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length; ) at += await this.#append(data.subarray(at));
  }

  /** How much of it was dealt with: as much as fits into the file. */
  async #append(data: Uint8Array): Promise<number> {
    try {
      this.#file ??= await this.#open();
      if (this.#size >= this.#bytesMax) await this.#rotate();
      const part = data.subarray(0, this.#bytesMax - this.#size);
      await this.#file.append(part);
      this.#size += part.length;
      return part.length;
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      // Not counted: to say so would fail as well.
      return data.length;
    }
  }

  /** Programs print secrets: the file is its owner's, unless somebody has made the one before it another's. */
  async #open(mode = 0o600): Promise<AppendFile> {
    this.#size = (await this.#disk.stat(this.#path))?.size ?? 0;
    return this.#disk.openAppend(this.#path, { mode });
  }

  async #rotate(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
    const mode = (await this.#disk.stat(this.#path))?.mode;
    await this.#disk.rename(this.#path, `${this.#path}.1`);
    this.#file = await this.#open(mode);
  }
}
