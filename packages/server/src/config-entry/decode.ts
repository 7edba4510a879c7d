import { severalMistakes } from "../catalog/service-mistake.ts";
import { isObject } from "../decode/is-object.ts";
import { sortedRecord } from "../decode/json-value.ts";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import { normalizedEntry } from "./normalize.ts";
import type { ConfigEntry } from "./records.ts";
import type { FieldKind, Schema } from "./schema.ts";
import { schemas } from "./schema.ts";
import {
  goKind,
  type Weak,
  weakDuration,
  weakFlag,
  weakFloat,
  weakInteger,
  weakList,
  weakMap,
  weakRecord,
  weakText,
} from "./weak-value.ts";

/** A config entry out of a body, its keys in the API's words whether they were given so or in snake case. */
export function decodeConfigEntry(body: unknown): Outcome<ConfigEntry> {
  if (body !== null && !isObject(body)) return refuse(serverError("config-entry-is-no-object", goKind(body)));
  const kind = body !== null && "Kind" in body ? body["Kind"] : body?.["kind"];
  if (body === null || kind === undefined) return refuse(serverError("config-entry-without-a-kind"));
  if (typeof kind !== "string") return refuse(serverError("config-entry-kind-is-no-text"));
  const schema = schemas.get(kind);
  if (schema === undefined) return refuse(serverError("config-entry-kind-unknown", kind));
  const decoder = new EntryDecoder();
  const fields = decoder.record(body, schema, "");
  if (decoder.wrong.length > 0)
    return refuse(
      serverError("config-entry-not-decodable", decoder.wrong.length, decoder.wrong.sort().join("\n* ")),
    );
  if (decoder.unknown.length > 0) {
    const unknown = decoder.unknown.map(unknownKey);
    return refuse(serverError("config-entry-with-unknown-keys", severalMistakes(unknown)));
  }
  const name = kind === "proxy-defaults" ? "global" : String(fields["Name"] ?? "");
  return normalizedEntry({ ...fields, Kind: kind, Name: name });
}

/** The fields of a body that is no config entry, read as weakly; `wrong` has what cannot be read, in mapstructure's words. */
export function decodeWeakly(
  body: Readonly<Record<string, unknown>>,
  schema: Schema,
): { readonly fields: Readonly<Record<string, unknown>>; readonly wrong: string[] } {
  const decoder = new EntryDecoder();
  const fields = decoder.record(body, schema, "");
  return { fields, wrong: decoder.wrong };
}

function unknownKey(key: string): string {
  const isNamespace = /(^|\.)namespace$/i.test(key);
  return `invalid config key ${JSON.stringify(key)}${isNamespace ? ", namespaces are a consul enterprise feature" : ""}`;
}

type Fields = Record<string, unknown>;

/** Goes on after a mistake, so that all of them are told. */
class EntryDecoder {
  /** Values of wrong types, in mapstructure's words. */
  readonly wrong: string[] = [];
  /** Paths of keys that there are not, as they were written. */
  readonly unknown: string[] = [];

  record(given: Readonly<Record<string, unknown>>, schema: Schema, path: string): Fields {
    const names = new Map(Object.keys(schema).map((name) => [canonical(name), name]));
    const out: Fields = {};
    const unknown: string[] = [];
    for (const [key, value] of Object.entries(given)) {
      const name = names.get(canonical(key));
      const kind = name === undefined ? undefined : schema[name];
      if (name === undefined || kind === undefined) {
        // What answers say themselves may come back.
        if (!/^(createindex|modifyindex|hash)$/.test(canonical(key))) unknown.push(path + key);
        continue;
      }
      const decoded = value === null ? undefined : this.#field(value, kind, `${path}${name}`);
      if (!isZero(decoded) || (isShown(kind) && Array.isArray(decoded))) out[name] = decoded;
    }
    // What is inside is told first.
    this.unknown.push(...unknown);
    for (const [name, kind] of Object.entries(schema)) if (isShown(kind)) out[name] ??= kind.empty;
    return out;
  }

  #field(value: unknown, kind: FieldKind, path: string): unknown {
    switch (kind) {
      case "texts":
        return weakList(value).map((item, at) => this.#take(weakText(item, `${path}[${at}]`)));
      case "uint32s":
        return weakList(value).map((item, at) => this.#take(weakInteger(item, `${path}[${at}]`, "uint32")));
      case "uint32":
      case "uint64":
        return this.#take(weakInteger(value, path, kind));
      case "text-map":
        return this.#map(value, path, (item, at) => this.#take(weakText(item, at)));
      case "any-map":
        return this.#map(value, path, (item) => item) ?? {};
    }
    if (typeof kind !== "string" && "shown" in kind) return this.#field(value, kind.shown, path);
    if (typeof kind === "string") return this.#take(SCALARS[kind](value, path));
    if ("text" in kind) return this.#take(weakText(value, path, kind.text));
    if ("list" in kind)
      return weakList(value).map((item, at) => this.#object(item, kind.list, `${path}[${at}]`) ?? {});
    if ("object" in kind) return this.#object(value, kind.object, path);
    return this.#map(value, path, (item, at) => this.#object(item, kind.map, at) ?? {});
  }

  #object(value: unknown, schema: Schema, path: string): Fields | undefined {
    const record = this.#take(weakRecord(value, path));
    return isObject(record) ? this.record(record, schema, `${path}.`) : undefined;
  }

  #map(value: unknown, path: string, item: (value: unknown, path: string) => unknown): Fields | undefined {
    const record = this.#take(weakMap(value, path));
    if (!isObject(record) || Object.keys(record).length === 0) return undefined;
    return sortedRecord(Object.entries(record).map(([key, one]) => [key, item(one, `${path}[${key}]`)]));
  }

  #take(weak: Weak): unknown {
    if (weak.ok) return weak.value;
    this.wrong.push(weak.text);
    return undefined;
  }
}

const SCALARS = {
  text: weakText,
  integer: weakInteger,
  float: weakFloat,
  flag: weakFlag,
  duration: weakDuration,
} as const;

function canonical(key: string): string {
  return key.replaceAll("_", "").toLowerCase();
}

function isShown(kind: FieldKind): kind is Extract<FieldKind, { readonly shown: unknown }> {
  return typeof kind !== "string" && "shown" in kind;
}

function isZero(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false || value === 0) return true;
  return Array.isArray(value) && value.length === 0;
}
