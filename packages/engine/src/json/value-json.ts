/**
 * Values as JSON trees, for what is small: what value-text.ts writes, read
 * again, so that there is one set of rules.
 */

import { type Json, JsonSyntaxError, parseJson, type Value } from "@tutti/values";
import { sensitiveText, unknownText, valueText } from "./value-text.ts";

/** Marks are ignored. What is unknown is left out of objects and null in lists; undefined where all of it is unknown. */
export function valueJson(value: Value): Json | undefined {
  const text = valueText(value);
  return text === undefined ? undefined : treeOf(text);
}

/** True where it is unknown; of objects only what is not false. */
export function unknownJson(value: Value): Json {
  return treeOf(unknownText(value));
}

/** True where it is sensitive. */
export function sensitiveJson(value: Value): Json {
  return treeOf(sensitiveText(value));
}

function treeOf(text: string): Json {
  const json = parseJson(text);
  if (json instanceof JsonSyntaxError) throw new Error(`a value was written as no JSON: ${json.message}`);
  return json;
}

/** Leaves out members that are undefined. */
export function objectJson(members: Readonly<Record<string, Json | undefined>>): Json {
  const entries: [string, Json][] = [];
  for (const [name, value] of Object.entries(members)) if (value !== undefined) entries.push([name, value]);
  return Object.fromEntries(entries);
}
