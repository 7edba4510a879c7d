import { formatInstance, parseInstance, type ResourceInstance } from "@tutti/addresses";
import { encodeJsonString, isJsonObject, type Json, type JsonObject } from "@tutti/values";
import { type AddressList, addressList, keptList } from "./address-list.ts";
import { stateError } from "./errors.ts";
import { decodeObject, decodeOutput, readCheckResult } from "./format4-objects.ts";
import { encodeCheckResults, encodeObjectMembers, encodeOutput } from "./format4-write.ts";
import type { JournalRecord } from "./journal.ts";
import { compactJson } from "./json-layout.ts";
import { catchRefusal, Refusal } from "./refusal.ts";
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

function encodeRecord(record: JournalRecord, encodeList: (list: AddressList) => string): string {
  switch (record.kind) {
    case "intent": {
      const { address, plannedJson, dependencies, ...plain } = record;
      return `{"address":${encodeJsonString(formatInstance(address))},"planned":${encodeJsonString(plannedJson)},"dependencies":${encodeList(dependencies)},${JSON.stringify(plain).slice(1)}`;
    }
    case "object": {
      const { kind, operationId, deposedKey, provider, object } = record;
      const front = JSON.stringify({ kind, operationId, deposedKey, provider }).slice(0, -1);
      const status = object?.status === "tainted" ? '"status":"tainted",' : "";
      const body =
        object === undefined
          ? ""
          : `,"object":{${status}${encodeObjectMembers(object, encodeList).join(",")}}`;
      return `${front},"address":${encodeJsonString(formatInstance(record.address))}${body}}`;
    }
    case "depose":
    case "restore":
      return JSON.stringify({ ...record, address: formatInstance(record.address) });
    case "move":
      return JSON.stringify({ ...record, from: formatInstance(record.from), to: formatInstance(record.to) });
    case "output": {
      const body = record.output === undefined ? "" : `,"output":${encodeOutput(record.output)}`;
      return `{"kind":"output","name":${encodeJsonString(record.name)}${body}}`;
    }
    case "checks":
      return `{"kind":"checks","results":${encodeCheckResults(record.results)}}`;
  }
}

/** What `lists` of the records so far hold. */
class KeptLists {
  readonly #lists: AddressList[] = [];

  /** Adds what a record brings. */
  add(json: Json | undefined): void {
    for (const items of listOf(json))
      this.#lists.push(keptList(listOf(items).map((item) => this.#item(item))));
  }

  get(json: Json | undefined): AddressList {
    return typeof json === "number" ? this.#part(json) : addressList(texts(json));
  }

  #item(json: Json): string | AddressList {
    return typeof json === "number" ? this.#part(json) : text(json);
  }

  #part(number: number): AddressList {
    const list = this.#lists[number];
    if (list === undefined)
      throw new Refusal(stateError("invalid-list-in-journal"), `it names list ${number}, which is not there`);
    return list;
  }
}

/** Checked by its checksum, so it is what somebody wrote; the record, or why it is none of ours. */
function decodeRecord(json: JsonObject, lists: KeptLists): JournalRecord | string {
  const kind = text(json.kind);
  const decode = Object.hasOwn(DECODERS, kind) ? DECODERS[kind] : undefined;
  if (decode === undefined)
    return `its kind ${JSON.stringify(kind)} is not known; a later version may have written it`;
  const record = catchRefusal(() => {
    lists.add(json.lists);
    return decode(json, lists);
  });
  return record.ok ? record.value : record.problems.map(({ detail }) => detail).join(" ");
}

const DECODERS: Readonly<Record<string, (json: JsonObject, lists: KeptLists) => JournalRecord>> = {
  intent: (json, lists) => ({
    kind: "intent",
    operationId: text(json.operationId),
    address: addressOf(json.address),
    deposedKey: optionalText(json.deposedKey),
    provider: text(json.provider),
    action: text(json.action) as "create" | "update" | "delete",
    schemaVersion: Number(json.schemaVersion ?? 0),
    plannedJson: text(json.planned),
    dependencies: lists.get(json.dependencies),
    createBeforeDestroy: json.createBeforeDestroy === true,
    provisioned: json.provisioned === true,
  }),
  object: (json, lists) => ({
    kind: "object",
    operationId: optionalText(json.operationId),
    address: addressOf(json.address),
    deposedKey: optionalText(json.deposedKey),
    provider: text(json.provider),
    object:
      json.object !== undefined && isJsonObject(json.object)
        ? decodeObject(json.object, text(json.address), {
            attributesJson: compactJson(json.object.attributes ?? null),
            dependencies: lists.get(json.object.dependencies),
          })
        : undefined,
  }),
  depose: (json) => ({
    kind: "depose",
    address: addressOf(json.address),
    deposedKey: text(json.deposedKey),
  }),
  restore: (json) => ({
    kind: "restore",
    address: addressOf(json.address),
    deposedKey: text(json.deposedKey),
  }),
  move: (json) => ({
    kind: "move",
    from: addressOf(json.from),
    to: addressOf(json.to),
    ...(json.provider === undefined ? {} : { provider: text(json.provider) }),
  }),
  output: (json) => ({
    kind: "output",
    name: text(json.name),
    output: json.output === undefined ? undefined : decodeOutput(text(json.name), json.output),
  }),
  checks: (json) => ({
    kind: "checks",
    results: listOf(json.results).filter(isJsonObject).map(readCheckResult),
  }),
};

function text(json: Json | undefined): string {
  return typeof json === "string" ? json : "";
}

function optionalText(json: Json | undefined): string | undefined {
  return typeof json === "string" ? json : undefined;
}

function texts(json: Json | undefined): readonly string[] {
  return listOf(json).map(text);
}

function listOf(json: Json | undefined): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : [];
}

function addressOf(json: Json | undefined): ResourceInstance {
  const parsed = parseInstance(text(json));
  if (!parsed.ok)
    throw new Refusal(
      stateError("invalid-address-in-journal"),
      `it names no resource instance: ${JSON.stringify(text(json))}`,
    );
  return parsed.value;
}
