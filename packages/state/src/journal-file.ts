import { dirname } from "node:path";
import { type AppendFile, assert, type Disk, fromUnknown } from "@tutti/runtime";
import type { Journal, JournalRecord, OpenIntent, RecordSafety } from "./journal.ts";
import { JournalEncoder } from "./journal-codec.ts";
import { LineWriter } from "./sealed-lines.ts";
import type { State } from "./state.ts";
import type { LineSeal } from "./state-seal.ts";

/** A journal that can be ended. */
export interface JournalFile extends Journal {
  /** Waits for what is under way, then closes; the file stays. */
  close(): Promise<void>;
  /** The failure that stopped the writing, if one did. */
  readonly failure: Error | undefined;
}

/** Begins a journal on top of a state, empty but for what is still open. */
export async function beginJournal(
  disk: Disk,
  path: string,
  seal: LineSeal,
  { lineage, serial }: Pick<State, "lineage" | "serial">,
  openIntents: readonly OpenIntent[],
): Promise<JournalFile> {
  const writer = new LineWriter(await seal.sealer());
  const encoder = new JournalEncoder(writer);
  const lines = [writer.head(), encoder.line({ kind: "header", format: 2, lineage, serial })];
  for (const intent of openIntents) lines.push(encoder.line(intent));
  await disk.makeDirectory(dirname(path));
  await disk.replaceFile(path, lines.join(""), { mode: 0o600 });
  return appendJournalFile(disk, path, encoder);
}

/** Opens a journal whose header is on the disk already, to write behind what `encoder` wrote. */
export async function appendJournalFile(
  disk: Disk,
  path: string,
  encoder: JournalEncoder,
): Promise<JournalFile> {
  return new GroupedJournal(await disk.openAppend(path, { mode: 0o600 }), path, encoder);
}

interface Waiting {
  readonly line: string;
  readonly safety: RecordSafety;
  readonly done: (error?: Error) => void;
}

/**
 * Records that come while an fsync runs wait and share the next one, so that
 * many resources cost few of them. After a failed write nothing more is
 * written: the order of the lines is the order of the world.
 */
class GroupedJournal implements JournalFile {
  readonly #file: AppendFile;
  readonly #path: string;
  readonly #encoder: JournalEncoder;
  #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  #closed = false;
  failure: Error | undefined;

  constructor(file: AppendFile, path: string, encoder: JournalEncoder) {
    this.#file = file;
    this.#path = path;
    this.#encoder = encoder;
  }

  write(record: JournalRecord, safety: RecordSafety = "durable"): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    assert(!this.#closed, "nothing is written into a journal that was closed");
    return new Promise((resolve, reject) => {
      this.#waiting.push({
        line: this.#encoder.line(record),
        safety,
        done: (error) => (error === undefined ? resolve() : reject(error)),
      });
      this.#running ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    // One turn of the loop later, so that all records of this turn share the fsync.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      await this.#commit(group);
    }
    this.#running = undefined;
  }

  async #commit(group: readonly Waiting[]): Promise<void> {
    const durable = group.filter(({ safety }) => safety === "durable");
    await this.#attempt(() => this.#file.append(group.map(({ line }) => line).join("")));
    for (const { safety, done } of group) if (safety === "written") done(this.failure);
    if (durable.length === 0) return;
    await this.#attempt(() => this.#file.sync());
    for (const { done } of durable) done(this.failure);
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    if (this.failure !== undefined) return;
    try {
      await work();
    } catch (error) {
      this.failure = fromUnknown(error, this.#path);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    await this.#file.close();
  }
}
