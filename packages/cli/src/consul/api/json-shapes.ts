import { JsonNumber } from "@tutti/values";

export { type JsonRecord, recordOf, recordsOf } from "@tutti/agent-api";

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
}

export function textOf(value: unknown): string {
  if (value instanceof JsonNumber) return value.text;
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
}
