import { escapeQuoted } from "@tutti/hcl";
import { formatNumber, type Path, type Value } from "@tutti/values";

/** Says whether what stands at these steps is sensitive. */
export type IsSensitive = (steps: readonly string[]) => boolean;

/** What paths of a state name, as steps of `literal`. */
export function sensitiveAt(paths: readonly Path[]): IsSensitive {
  const all = new Set(
    paths.map((path) =>
      JSON.stringify(path.map((step) => (step.kind === "attribute" ? step.name : keyText(step.key)))),
    ),
  );
  return (steps) => all.has(JSON.stringify(steps));
}

function keyText(key: Value): string {
  if (!key.isKnown || key.isNull) return "";
  return key.type.kind === "string" ? key.asString : formatNumber(key.asNumber);
}

/** A value that is wholly known, as an expression that comes to it, type and marks included. */
export function literal(value: Value, isSensitive: IsSensitive, steps: readonly string[] = []): string {
  const text = plainLiteral(value, isSensitive, steps);
  return isSensitive(steps) ? `sensitive(${text})` : text;
}

function plainLiteral(value: Value, isSensitive: IsSensitive, steps: readonly string[]): string {
  const { type } = value;
  if (value.isNull)
    return type.kind === "string" || type.kind === "number" || type.kind === "bool"
      ? `to${type.kind}(null)`
      : "null";
  switch (type.kind) {
    case "string":
      return quoted(value.asString);
    case "number":
      return formatNumber(value.asNumber);
    case "bool":
      return String(value.asBool);
    case "list":
    case "set":
      return `to${type.kind}(${items(value, isSensitive, steps)})`;
    case "tuple":
      return items(value, isSensitive, steps);
    case "map":
      return `tomap(${entries(value, isSensitive, steps)})`;
    case "object":
      return entries(value, isSensitive, steps);
    case "dynamic":
      return "null";
  }
}

export function quoted(text: string): string {
  return `"${escapeQuoted(text)}"`;
}

function items(value: Value, isSensitive: IsSensitive, steps: readonly string[]): string {
  return `[${value.asItems.map((item, at) => literal(item, isSensitive, [...steps, String(at)])).join(", ")}]`;
}

function entries(value: Value, isSensitive: IsSensitive, steps: readonly string[]): string {
  const members = [...value.asEntries].map(
    ([name, item]) => `${quoted(name)} = ${literal(item, isSensitive, [...steps, name])}`,
  );
  return `{${members.join(", ")}}`;
}
