import type { Value } from "@tutti/values";

/** What messages call the object by: its `id`, where it has a known one. */
export function idOfValue(value: Value): string | undefined {
  if (!value.isKnown || value.type.kind !== "object") return undefined;
  const id = value.asEntries.get("id");
  return id?.isKnown === true && id.type.kind === "string" && id.marks === undefined
    ? id.asString
    : undefined;
}
