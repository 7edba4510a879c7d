import { type Fields, isList, isRecord, type Plain, type PlainRecord } from "@tutti/plugin";
import type { Type } from "@tutti/values";

/** An object as handlers see it: what is null or not known yet is left out, whole numbers of any size are numbers. */
export function viewOf(fields: Fields, types: ReadonlyMap<string, Type>): PlainRecord {
  return viewRecord(fields.record, (name) => types.get(name));
}

function viewRecord(record: PlainRecord, typeOf: (name: string) => Type | undefined): PlainRecord {
  const out: Record<string, Plain> = Object.create(null);
  for (const [name, value] of Object.entries(record)) {
    if (value === null || value === undefined) continue;
    out[name] = view(value, typeOf(name));
  }
  return out;
}

function view(value: Plain, type: Type | undefined): Plain {
  switch (type?.kind) {
    case "number":
      return typeof value === "string" ? Number(value) : value;
    case "list":
    case "set":
      return isList(value) ? value.map((one) => view(one, type.element)) : value;
    case "map":
      return isRecord(value) ? viewRecord(value, () => type.element) : value;
    case "object":
      return isRecord(value) ? viewRecord(value, (name) => type.attributes.get(name)) : value;
    default:
      return value;
  }
}
