import { formatNumber, goQuote, type Value } from "@tutti/values";
import { formatTypeName } from "./type-name.ts";

/** A value as `console` and `output` print it: in the language's own syntax. `indent` is the columns in front of nested lines. */
export function formatValue(value: Value, indent = 0): string {
  if (value.hasMark("sensitive")) return "(sensitive value)";
  if (value.hasMark("ephemeral")) return "(ephemeral value)";
  if (value.isUnknown) return "(known after apply)";
  if (value.isNull) return formatNull(value);
  const { type } = value;
  switch (type.kind) {
    case "string":
      return formatText(value.asString, indent);
    case "number":
      return formatNumber(value.asNumber);
    case "bool":
      return String(value.asBool);
    case "list":
      return `tolist(${formatItems(value, indent)})`;
    case "set":
      return `toset(${formatItems(value, indent)})`;
    case "tuple":
      return formatItems(value, indent);
    case "map":
      return `tomap(${formatEntries(value, indent)})`;
    case "object":
      return formatEntries(value, indent);
    case "dynamic":
      return "null";
  }
}

function formatNull(value: Value): string {
  const { type } = value;
  switch (type.kind) {
    case "dynamic":
      return "null";
    case "string":
    case "number":
    case "bool":
      return `to${type.kind}(null)`;
    case "list":
    case "set":
    case "map":
      return `to${type.kind}(null) /* of ${formatTypeName(type.element)} */`;
    default:
      return `null /* ${formatTypeName(type)} */`;
  }
}

function formatText(text: string, indent: number): string {
  if (!text.includes("\n")) return goQuote(text);
  let delimiter = "EOT";
  while (text.split("\n").some((line) => line.trim() === delimiter)) delimiter += "_";
  if (indent === 0) return `<<${delimiter}\n${text}\n${delimiter}`;
  const margin = " ".repeat(indent);
  return `<<-${delimiter}\n${text
    .split("\n")
    .map((line) => margin + line)
    .join("\n")}\n${margin}${delimiter}`;
}

function formatItems(value: Value, indent: number): string {
  const items = value.asItems;
  if (items.length === 0) return "[]";
  const margin = " ".repeat(indent + 2);
  const lines = items.map((item) => `${margin}${formatValue(item, indent + 2)},\n`);
  return `[\n${lines.join("")}${" ".repeat(indent)}]`;
}

function formatEntries(value: Value, indent: number): string {
  const entries = value.asEntries;
  if (entries.size === 0) return "{}";
  const margin = " ".repeat(indent + 2);
  let text = "{\n";
  for (const [name, item] of entries)
    text += `${margin}${goQuote(name)} = ${formatValue(item, indent + 2)}\n`;
  return `${text}${" ".repeat(indent)}}`;
}
