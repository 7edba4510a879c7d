import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Disk } from "@tutti/runtime";
import type { OpenedState } from "../backend.ts";
import type { OpenIntent } from "../journal.ts";
import { decodeJournal, JournalEncoder, readJournal } from "../journal-codec.ts";
import { appendJournalFile, type JournalFile } from "../journal-file.ts";
import { openJournal } from "../open-journal.ts";
import type { Loaded } from "../problem.ts";
import type { State } from "../state.ts";

/** What a failed save at the end of an apply leaves, under Terraform's name. */
export const ERRORED_STATE = "errored.tfstate";

/**
 * The journal of a state on a server. It lies in the working directory, so
 * that writing it needs no network and a killed apply finds it again. Its name
 * tells the place: another state's journal beside it is left alone, and counts
 * again as soon as somebody works on that state from here.
 */
export class RemoteJournal {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly path: string;

  constructor(disk: Disk, directory: string, place: string) {
    this.#disk = disk;
    this.#directory = directory;
    const digest = createHash("sha256").update(place).digest("hex").slice(0, 16);
    this.path = join(directory, `.terraform.tfstate.${digest}.journal`);
  }

  get erroredPath(): string {
    return join(this.#directory, ERRORED_STATE);
  }

  /** What the journal adds to the stored state. */
  async fold(base: State | undefined): Promise<Loaded<OpenedState>> {
    const there = (await this.#disk.stat(this.path)) !== undefined;
    const content = there ? await readJournal(this.#disk.readPieces(this.path)) : decodeJournal("");
    return openJournal(base, content, this.path);
  }

  /** Empty but for what is still open. */
  async begin({ lineage, serial }: State, openIntents: readonly OpenIntent[]): Promise<JournalFile> {
    const encoder = new JournalEncoder();
    const lines = [encoder.line({ kind: "header", format: 2, lineage, serial })];
    for (const intent of openIntents) lines.push(encoder.line(intent));
    if (this.#directory !== "") await this.#disk.makeDirectory(this.#directory);
    await this.#disk.replaceFile(this.path, lines.join(""), { mode: 0o600 });
    return appendJournalFile(this.#disk, this.path, encoder);
  }

  remove(): Promise<void> {
    return this.#disk.remove(this.path);
  }
}
