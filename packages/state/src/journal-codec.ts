import { formatInstance, parseInstance, type ResourceInstance } from "@tutti/addresses";
import {
  encodeJsonString,
  isJsonObject,
  type Json,
  type JsonObject,
  JsonSyntaxError,
  parseJson,
} from "@tutti/values";
import { crc32 } from "./crc32.ts";
import { decodeObject, decodeOutput, readCheckResult } from "./format4-read.ts";
import { encodeCheckResults, encodeObjectMembers, encodeOutput } from "./format4-write.ts";
import type { JournalRecord } from "./journal.ts";

/** The first line: which state the records continue, and what the folded state will be called. */
export interface JournalHeader {
  readonly kind: "header";
  readonly format: 1;
  readonly lineage: string;
  /** Of the state that the records stand on; a state file with a greater one has them folded in already. */
  readonly serial: number;
}

/** One line: eight hex digits of CRC-32, a blank, the record as JSON, a line break. */
export function encodeLine(record: JournalRecord | JournalHeader): string {
  const json = record.kind === "header" ? JSON.stringify(record) : encodeRecord(record);
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

export interface JournalContent {
  readonly header: JournalHeader | undefined;
  readonly records: readonly JournalRecord[];
  /** False where the end was torn off (a crash in the middle of a write): what stands before is good. */
  readonly complete: boolean;
}

/** Reads up to the first line that is not whole; nothing behind it can be trusted. */
export function decodeJournal(text: string): JournalContent {
  const records: JournalRecord[] = [];
  let header: JournalHeader | undefined;
  let at = 0;
  while (at < text.length) {
    const end = text.indexOf("\n", at);
    const json = end < 0 ? undefined : checkedLine(text.slice(at, end));
    if (json === undefined) return { header, records, complete: false };
    if (json.kind === "header") header = json as unknown as JournalHeader;
    else {
      const record = header === undefined ? undefined : decodeRecord(json);
      if (record === undefined) return { header, records, complete: false };
      records.push(record);
    }
    at = end + 1;
  }
  return { header, records, complete: true };
}

function checkedLine(line: string): JsonObject | undefined {
  const body = line.slice(9);
  if (line[8] !== " " || Number.parseInt(line.slice(0, 8), 16) !== crc32(body)) return undefined;
  const json = parseJson(body);
  return json instanceof JsonSyntaxError || !isJsonObject(json) ? undefined : json;
}

function encodeRecord(record: JournalRecord): string {
  switch (record.kind) {
    case "intent": {
      const { address, plannedJson, ...plain } = record;
      return `{"address":${encodeJsonString(formatInstance(address))},"planned":${encodeJsonString(plannedJson)},${JSON.stringify(plain).slice(1)}`;
    }
    case "object": {
      const { kind, operationId, deposedKey, provider, object } = record;
      const front = JSON.stringify({ kind, operationId, deposedKey, provider }).slice(0, -1);
      const status = object?.status === "tainted" ? '"status":"tainted",' : "";
      const body =
        object === undefined ? "" : `,"object":{${status}${encodeObjectMembers(object).join(",")}}`;
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

/** Checked by its checksum, so it is what we wrote; an unknown kind is of a later version. */
function decodeRecord(json: JsonObject): JournalRecord | undefined {
  const decode = DECODERS[text(json.kind)];
  return decode?.(json);
}

const DECODERS: Readonly<Record<string, (json: JsonObject) => JournalRecord>> = {
  intent: (json) => ({
    kind: "intent",
    operationId: text(json.operationId),
    address: addressOf(json.address),
    deposedKey: optionalText(json.deposedKey),
    provider: text(json.provider),
    action: text(json.action) as "create" | "update" | "delete",
    schemaVersion: Number(json.schemaVersion ?? 0),
    plannedJson: text(json.planned),
    dependencies: texts(json.dependencies),
    createBeforeDestroy: json.createBeforeDestroy === true,
    provisioned: json.provisioned === true,
  }),
  object: (json) => ({
    kind: "object",
    operationId: optionalText(json.operationId),
    address: addressOf(json.address),
    deposedKey: optionalText(json.deposedKey),
    provider: text(json.provider),
    object:
      json.object !== undefined && isJsonObject(json.object)
        ? decodeObject(json.object, text(json.address))
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
    results: (Array.isArray(json.results) ? (json.results as readonly JsonObject[]) : []).map(
      readCheckResult,
    ),
  }),
};

function text(json: Json | undefined): string {
  return typeof json === "string" ? json : "";
}

function optionalText(json: Json | undefined): string | undefined {
  return typeof json === "string" ? json : undefined;
}

function texts(json: Json | undefined): readonly string[] {
  return Array.isArray(json) ? (json as readonly Json[]).map(text) : [];
}

function addressOf(json: Json | undefined): ResourceInstance {
  const parsed = parseInstance(text(json));
  if (!parsed.ok) throw new Error(`a checked journal line holds no address: ${text(json)}`);
  return parsed.value;
}
