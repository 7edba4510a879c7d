import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Disk } from "@tutti/runtime";
import type { OpenedState } from "../backend.ts";
import type { OpenIntent } from "../journal.ts";
import { NO_JOURNAL, readJournal } from "../journal-codec.ts";
import { beginJournal, type JournalFile } from "../journal-file.ts";
import { openJournal } from "../open-journal.ts";
import type { Loaded } from "../problem.ts";
import type { State } from "../state.ts";
import type { LineSeal } from "../state-seal.ts";

/** What a failed save at the end of an apply leaves, under Terraform's name. */
const ERRORED_STATE = "errored.tfstate";

/**
 * The journal of a state on a server. It lies in the working directory, so
 * that writing it needs no network and a killed apply finds it again. Its name
 * tells the place: another state's journal beside it is left alone, and counts
 * again as soon as somebody works on that state from here.
 */
export class RemoteJournal {
  readonly #disk: Disk;
  readonly #directory: string;
  readonly #seal: LineSeal;
  readonly path: string;

  constructor(disk: Disk, directory: string, place: string, seal: LineSeal) {
    this.#seal = seal;
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
    const content = there ? await readJournal(this.#disk.readPieces(this.path), this.#seal) : NO_JOURNAL;
    return openJournal(base, content, this.path);
  }

  /** Empty but for what is still open. */
  begin(state: State, openIntents: readonly OpenIntent[]): Promise<JournalFile> {
    return beginJournal(this.#disk, this.path, this.#seal, state, openIntents);
  }

  remove(): Promise<void> {
    return this.#disk.remove(this.path);
  }
}
