import { encodeJson, type Value } from "@tutti/values";

/** A known value as plain JSON; what is marked, for it is secret or passing, is null. */
export function openJson(value: Value): unknown {
  if (value.marks !== undefined) return null;
  if (!value.containsMarks) return JSON.parse(encodeJson(value));
  const { kind } = value.type;
  if (kind === "map" || kind === "object")
    return Object.fromEntries([...value.asEntries].map(([name, part]) => [name, openJson(part)]));
  return value.asItems.map(openJson);
}
