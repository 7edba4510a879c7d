import { isJsonObject, type Json } from "./json-tree.ts";

/**
 * How deep arrays and objects of a text that somebody gave may be nested, as in
 * a configuration. Values are walked by functions that call themselves: what
 * is deeper would overflow the stack in one of them.
 */
export const DATA_DEPTH_MAX = 500;

/** Whether arrays and objects are nested in each other more than `levels` times. */
export function isDeeperThan(levels: number, json: Json): boolean {
  const items = Array.isArray(json) ? json : isJsonObject(json) ? Object.values(json) : undefined;
  if (items === undefined) return false;
  return levels <= 0 || items.some((item) => isDeeperThan(levels - 1, item));
}
