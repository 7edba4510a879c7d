import { parseIntentionName } from "@tutti/agent-api";
import { isObject } from "../decode/is-object.ts";
import { formatDurationNs, parseDurationNs } from "../duration.ts";
import { INTENTIONS_KIND, precedenceOf } from "../intention/intentions.ts";
import type { Outcome } from "../state/refusal.ts";
import { Refusal, refuse } from "../state/refusal.ts";
import type { ConfigEntry } from "./records.ts";
import type { FieldKind, Schema } from "./schema.ts";
import { alwaysShown, schemas } from "./schema.ts";
import { objectsOf } from "./validate.ts";

/** A config entry out of a body, its keys in the API's words whether they were given so or in snake case. */
export function decodeConfigEntry(body: unknown): Outcome<ConfigEntry> {
  if (!isObject(body)) return refuse("a config entry is an object");
  const kind = body["Kind"] ?? body["kind"];
  if (kind === undefined) return refuse("Payload does not contain a kind/Kind key at the top level");
  const schema = typeof kind === "string" ? schemas.get(kind) : undefined;
  if (schema === undefined || typeof kind !== "string") return refuse(`invalid config entry kind: ${kind}`);
  const unknown: string[] = [];
  const fields = decodeObject(body, schema, "", unknown);
  if (fields instanceof Refusal) return fields;
  if (unknown.length > 0) {
    const lines = unknown.map((key) => `\t* invalid config key ${JSON.stringify(key)}\n`).join("");
    return refuse(`${unknown.length} error${unknown.length === 1 ? "" : "s"} occurred:\n${lines}\n`);
  }
  const name = kind === "proxy-defaults" ? "global" : String(fields["Name"] ?? "");
  const entry = { ...alwaysShown.get(kind), ...fields, Kind: kind, Name: name };
  return kind === INTENTIONS_KIND ? withPrecedence({ ...entry, Name: plainName(name) }) : entry;
}

/** Intentions say themselves how exact they are, the most exact first. */
function withPrecedence(entry: ConfigEntry): ConfigEntry {
  const sources = objectsOf(entry["Sources"]).map((source) => {
    const name = plainName(String(source["Name"] ?? ""));
    return { ...source, Name: name, Precedence: precedenceOf(name, entry.Name), Type: "consul" };
  });
  return { ...entry, Sources: sources.sort((a, b) => b.Precedence - a.Precedence) };
}

/** A name without its namespace; one that is wrong stays, for `configEntryMistake` to say so. */
function plainName(text: string): string {
  const parsed = parseIntentionName(text);
  return "name" in parsed ? parsed.name : text;
}

function decodeObject(
  given: Readonly<Record<string, unknown>>,
  schema: Schema,
  path: string,
  unknown: string[],
): Outcome<Record<string, unknown>> {
  const names = new Map(Object.keys(schema).map((name) => [canonical(name), name]));
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) {
    const name = names.get(canonical(key));
    const kind = name === undefined ? undefined : schema[name];
    if (name === undefined || kind === undefined) {
      // What answers say themselves may come back.
      if (!/^(createindex|modifyindex|hash)$/.test(canonical(key))) unknown.push(path + key);
      continue;
    }
    const decoded = decodeField(value, kind, `${path}${name}`, unknown);
    if (decoded instanceof Refusal) return decoded;
    if (!isZero(decoded)) out[name] = decoded;
  }
  return out;
}

function decodeField(value: unknown, kind: FieldKind, path: string, unknown: string[]): Outcome<unknown> {
  if (value === null || value === undefined) return undefined;
  if (kind === "duration") return decodeDuration(value);
  if (typeof kind === "string") return value;
  if ("object" in kind) {
    const record = recordOf(value);
    return record === undefined
      ? refuse(`'${path}' expected a map, got '${kindOf(value)}'`)
      : decodeObject(record, kind.object, `${path}.`, unknown);
  }
  return "list" in kind
    ? decodeList(value, kind.list, path, unknown)
    : decodeMap(value, kind.map, path, unknown);
}

/** One record is a list of one: that is what a block of HCL says that comes once. */
function decodeList(value: unknown, schema: Schema, path: string, unknown: string[]): Outcome<unknown> {
  const items = Array.isArray(value) ? (value as unknown[]) : isObject(value) ? [value] : undefined;
  if (items === undefined)
    return refuse(`'${path}': source data must be an array or slice, got ${kindOf(value)}`);
  const out: unknown[] = [];
  for (const [at, item] of items.entries()) {
    if (!isObject(item)) return refuse(`'${path}[${at}]' expected a map, got '${kindOf(item)}'`);
    const decoded = decodeObject(item, schema, `${path}[${at}].`, unknown);
    if (decoded instanceof Refusal) return decoded;
    out.push(decoded);
  }
  return out;
}

function decodeMap(value: unknown, schema: Schema, path: string, unknown: string[]): Outcome<unknown> {
  const record = recordOf(value);
  if (record === undefined) return refuse(`'${path}' expected a map, got '${kindOf(value)}'`);
  const out: [string, unknown][] = [];
  for (const [key, given] of Object.entries(record)) {
    const item = recordOf(given);
    if (item === undefined) return refuse(`'${path}[${key}]' expected a map, got '${kindOf(given)}'`);
    const decoded = decodeObject(item, schema, `${path}.${key}.`, unknown);
    if (decoded instanceof Refusal) return decoded;
    out.push([key, decoded]);
  }
  return Object.fromEntries(out);
}

/** A record, or the only one of a list: HCL has blocks so. */
function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const one: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return isObject(one) ? one : undefined;
}

/** Go's kind of a value. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "slice";
  if (typeof value === "object") return "map";
  return { string: "string", number: "float64", boolean: "bool" }[String(typeof value)] ?? "nil";
}

function decodeDuration(value: unknown): Outcome<unknown> {
  const ns = typeof value === "number" ? value : parseDurationNs(String(value));
  if (ns === undefined) return refuse(`time: invalid duration ${JSON.stringify(value)}`);
  return ns === 0 ? undefined : formatDurationNs(ns);
}

function canonical(key: string): string {
  return key.replaceAll("_", "").toLowerCase();
}

function isZero(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  return Array.isArray(value) && value.length === 0;
}
