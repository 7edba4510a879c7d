import { numbersEqual, type Value } from "@tutti/values";

export type JsonKind = "null" | "string" | "number" | "bool" | "array" | "object";

/** What a value would be in JSON; an unknown one by its type. */
export function jsonKind(value: Value): JsonKind {
  if (value.isNull) return "null";
  switch (value.type.kind) {
    case "string":
    case "number":
    case "bool":
      return value.type.kind;
    case "map":
    case "object":
      return "object";
    case "list":
    case "set":
    case "tuple":
      return "array";
    case "dynamic":
      return "null";
  }
}

/** An object or map, which can change in part. */
export function isJsonStructure(value: Value | undefined): boolean {
  return value?.isKnown === true && jsonKind(value) === "object";
}

/**
 * Equal as JSON: types that JSON does not tell apart are the same, marks do not count. What is not known
 * afterwards is null in the JSON of a list, and missing in that of an object.
 */
export function sameJson(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return a === undefined || a.isWhollyKnown;
  if (a === undefined || b === undefined || a.isUnknown) return false;
  if (b.isUnknown) return a.isNull;
  const kind = jsonKind(a);
  if (kind !== jsonKind(b)) return false;
  switch (kind) {
    case "null":
      return true;
    case "string":
      return a.asString === b.asString;
    case "bool":
      return a.asBool === b.asBool;
    case "number":
      return numbersEqual(a.asNumber, b.asNumber);
    case "array":
      return (
        a.asItems.length === b.asItems.length &&
        a.asItems.every((item, index) => sameJson(item, b.asItems[index]))
      );
    case "object": {
      if (a.asEntries.size !== b.asEntries.size) return false;
      for (const [name, item] of a.asEntries) {
        const other = b.asEntries.get(name);
        if (other === undefined || other.isUnknown || !sameJson(item, other)) return false;
      }
      return true;
    }
  }
}
