/** One record of a journal as JSON, and back. */

import { formatInstance, parseInstance, type ResourceInstance } from "@tutti/addresses";
import { encodeJsonString, isJsonObject, type Json, type JsonObject } from "@tutti/values";
import { type AddressList, addressList, keptList } from "./address-list.ts";
import { stateError } from "./errors.ts";
import { decodeObject, decodeOutput, readCheckResult } from "./format4-objects.ts";
import { encodeCheckResults, encodeObjectMembers, encodeOutput } from "./format4-write.ts";
import type { JournalRecord } from "./journal.ts";
import { compactJson } from "./json-layout.ts";
import { catchRefusal, Refusal } from "./refusal.ts";

/** The record as JSON; `encodeList` writes its list of addresses. */
export function encodeRecord(record: JournalRecord, encodeList: (list: AddressList) => string): string {
  switch (record.kind) {
    case "intent": {
      const { address, plannedJson, dependencies, ...plain } = record;
      return `{"address":${encodeJsonString(formatInstance(address))},"planned":${encodeJsonString(plannedJson)},"dependencies":${encodeList(dependencies)},${JSON.stringify(plain).slice(1)}`;
    }
    case "object": {
      const { operationId, deposedKey, provider, object } = record;
      const operation = operationId === undefined ? "" : `,"operationId":${JSON.stringify(operationId)}`;
      const deposed = deposedKey === undefined ? "" : `,"deposedKey":${JSON.stringify(deposedKey)}`;
      const status = object?.status === "tainted" ? '"status":"tainted",' : "";
      const body =
        object === undefined ? "" : `,"object":{${status}${encodeObjectMembers(object, encodeList)}}`;
      return `{"kind":"object"${operation}${deposed},"provider":${JSON.stringify(provider)},"address":${encodeJsonString(formatInstance(record.address))}${body}}`;
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
export class KeptLists {
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
export function decodeRecord(json: JsonObject, lists: KeptLists): JournalRecord | string {
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
    object: isJsonObject(json.object)
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

/** A member that is a text, else an empty one. */
export function text(json: Json | undefined): string {
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
