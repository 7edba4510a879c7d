/** A JSON value as it stands in a text: numbers and keys as they were written, nothing lost. */
export type JsonValue = null | boolean | string | JsonNumber | JsonObject | readonly JsonValue[];

/** A number by its text, since 64 bits do not fit into a number of JavaScript. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Keys in the order of the text; one may stand there twice. */
export class JsonObject {
  readonly entries: readonly (readonly [string, JsonValue])[];
  constructor(entries: readonly (readonly [string, JsonValue])[]) {
    this.entries = entries;
  }
}

/** As Go's messages name what was found. */
export function kindOf(value: JsonValue): "null" | "bool" | "string" | "number" | "array" | "object" {
  if (value === null) return "null";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "string";
  if (value instanceof JsonNumber) return "number";
  return value instanceof JsonObject ? "object" : "array";
}

/** Data without a declared type, as Go's `interface{}` holds it: numbers are 64-bit floats. */
export type Free = null | boolean | string | number | readonly Free[] | { readonly [key: string]: Free };

/** A value whose type nobody declares, its keys as they stand there; the last one of two equal ones counts. */
export function freeOf(value: JsonValue): Free {
  if (value instanceof JsonNumber) return Number(value.text);
  if (value instanceof JsonObject)
    return Object.fromEntries(value.entries.map(([key, item]) => [key, freeOf(item)]));
  return isList(value) ? value.map(freeOf) : value;
}

/** The text of a number that is none as a 64-bit float; undefined where there is none. */
export function firstTooLarge(value: JsonValue): string | undefined {
  if (value instanceof JsonNumber) return Number.isFinite(Number(value.text)) ? undefined : value.text;
  const items =
    value instanceof JsonObject ? value.entries.map(([, item]) => item) : isList(value) ? value : [];
  for (const item of items) {
    const found = firstTooLarge(item);
    if (found !== undefined) return found;
  }
  return undefined;
}

export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** As Go prints maps: by their keys. */
export function sortedRecord<T>(entries: Iterable<readonly [string, T]>): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** The same with the keys of all maps sorted. */
export function sortedFree(value: Free): Free {
  if (value === null || typeof value !== "object") return value;
  if (isFreeList(value)) return value.map(sortedFree);
  return sortedRecord(Object.entries(value).map(([key, item]) => [key, sortedFree(item)] as const));
}

function isFreeList(value: Free): value is readonly Free[] {
  return Array.isArray(value);
}
