import { encodeJsonString, type JsonObject } from "@tutti/values";
import type { AddressList } from "./address-list.ts";
import type { JournalRecord } from "./journal.ts";
import { decodeRecord, encodeRecord, KeptLists, text } from "./journal-record.ts";
import { LineWriter, plainLine, type ReadLine, readLines } from "./sealed-lines.ts";
import { type LineSeal, type Pieces, UNSEALED } from "./state-seal.ts";

/** The first line: which state the records continue, and what the folded state will be called. */
export interface JournalHeader {
  readonly kind: "header";
  /** 2 since long lists are written in parts; records of format 1 are read as they are. */
  readonly format: 1 | 2;
  readonly lineage: string;
  /** Of the state that the records stand on; a state file with a greater one has them folded in already. */
  readonly serial: number;
}

/**
 * Writes the lines of one journal in their order (`sealed-lines.ts`): each a
 * record as JSON.
 *
 * A long list of addresses is written in the parts that it shares with others,
 * each part once in a journal: what an operation costs does not grow with what
 * its object depends on. A part has a number, its place among all of them; a
 * record brings those that are new as `lists`, each a list of texts or of the
 * numbers of its parts.
 */
export class JournalEncoder {
  readonly #numbers = new Map<AddressList, number>();
  readonly #lines: LineWriter;

  constructor(lines: LineWriter = new LineWriter()) {
    this.#lines = lines;
  }

  line(record: JournalRecord | JournalHeader): string {
    return this.#lines.line(record.kind === "header" ? JSON.stringify(record) : this.#record(record));
  }

  #record(record: JournalRecord): string {
    const fresh: string[] = [];
    const json = encodeRecord(record, (list) => this.#list(list, fresh));
    return fresh.length === 0 ? json : `{"lists":[${fresh.join(",")}],${json.slice(1)}`;
  }

  #list(list: AddressList, fresh: string[]): string {
    if (list.length <= PLAIN_LIST_MAX) return `[${Array.from(list, encodeJsonString).join(",")}]`;
    return String(this.#number(list, fresh));
  }

  #number(list: AddressList, fresh: string[]): number {
    const known = this.#numbers.get(list);
    if (known !== undefined) return known;
    const { parts, texts } = list;
    const items =
      parts.length > 0
        ? parts.map((part) => this.#number(part, fresh))
        : texts.map(({ text }) => encodeJsonString(text));
    fresh.push(`[${items.join(",")}]`);
    this.#numbers.set(list, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** Texts that stand in the record itself. */
const PLAIN_LIST_MAX = 8;

export interface JournalContent {
  /** Undefined where the file is empty, or all of its first line was torn off. */
  readonly header: JournalHeader | undefined;
  readonly records: readonly JournalRecord[];
  /** True where the last line has no end (a crash in the middle of a write); it is left out. */
  readonly torn: boolean;
}

/** A line that is not what was written. */
export interface JournalDamage {
  /** From 1. */
  readonly line: number;
  /** Ends a sentence: "its checksum does not match". */
  readonly reason: string;
}

/** A journal of nothing at all: there is none. */
export const NO_JOURNAL: JournalContent = { header: undefined, records: [], torn: false };

/** Reads a whole journal that is not sealed. */
export function decodeJournal(journal: string): JournalContent | JournalDamage {
  const lines = journal.split("\n");
  const torn = lines.pop() !== "";
  const decoder = new JournalDecoder();
  for (const line of lines) decoder.take(plainLine(line));
  if (torn) decoder.take({ kind: "torn" });
  return decoder.end();
}

/** Reads a journal as its pieces come. */
export function readJournal(
  pieces: Pieces,
  seal: LineSeal = UNSEALED.lines,
): Promise<JournalContent | JournalDamage> {
  return decodeJournalLines(readLines(pieces, seal));
}

/** The journal that lines hold. */
export async function decodeJournalLines(
  lines: AsyncIterable<ReadLine>,
): Promise<JournalContent | JournalDamage> {
  const decoder = new JournalDecoder();
  for await (const line of lines) decoder.take(line);
  return decoder.end();
}

/**
 * Takes the lines of a journal. Appending can tear the last line off, and then
 * nobody was promised that it is there. Any other line that is not whole was
 * whole once: that is damage, and what it said must not be lost in silence.
 */
class JournalDecoder {
  readonly #lists = new KeptLists();
  readonly #records: JournalRecord[] = [];
  #header: JournalHeader | undefined;
  #damage: JournalDamage | undefined;
  #lines = 0;
  #torn = false;

  take(line: ReadLine): void {
    this.#lines += 1;
    if (line.kind === "torn") this.#torn = true;
    if (this.#damage !== undefined || line.kind === "torn") return;
    const reason = line.kind === "damage" ? line.reason : this.#read(line.json);
    if (reason !== undefined) this.#damage = { line: this.#lines, reason };
  }

  end(): JournalContent | JournalDamage {
    return this.#damage ?? { header: this.#header, records: this.#records, torn: this.#torn };
  }

  #read(json: JsonObject): string | undefined {
    return this.#header === undefined ? this.#head(json) : this.#record(json);
  }

  #head({ kind, format, lineage, serial }: JsonObject): string | undefined {
    if (kind !== "header") return "it is no header";
    if (format !== 1 && format !== 2) return "its format is of a later version";
    this.#header = { kind, format, lineage: text(lineage), serial: Number(serial ?? 0) };
    return undefined;
  }

  #record(json: JsonObject): string | undefined {
    const record = decodeRecord(json, this.#lists);
    if (typeof record === "string") return record;
    this.#records.push(record);
    return undefined;
  }
}
