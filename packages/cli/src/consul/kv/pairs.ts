import { JsonNumber, JsonSyntaxError, parseJson } from "@tutti/values";
import { type JsonRecord, recordsOf } from "../api/json-shapes.ts";

/**
 * Keys with what is kept with them, from the agent's JSON or an export. Numbers have 64 bits: one
 * that JavaScript's would round is its text.
 */
export function pairsOf(text: string): readonly JsonRecord[] {
  const json = parseJson(text);
  return recordsOf(json instanceof JsonSyntaxError ? [] : json).map((pair) =>
    Object.fromEntries(
      Object.entries(pair).map(([name, value]) => [name, value instanceof JsonNumber ? value.text : value]),
    ),
  );
}
