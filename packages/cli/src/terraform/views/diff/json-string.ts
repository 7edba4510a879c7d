import {
  DATA_DEPTH_MAX,
  decodeImplied,
  isDeeperThan,
  isJsonObject,
  JsonSyntaxError,
  parseJson,
  type Value,
} from "@tutti/values";

/** The object or list that a string holds as JSON, which is then compared and shown as such. */
export function jsonInString(text: string): Value | undefined {
  const first = text.trimStart()[0];
  if (first !== "{" && first !== "[") return undefined;
  const json = parseJson(text);
  if (json instanceof JsonSyntaxError || isDeeperThan(DATA_DEPTH_MAX, json)) return undefined;
  return Array.isArray(json) || isJsonObject(json) ? decodeImplied(json) : undefined;
}
