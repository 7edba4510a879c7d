/** Records, maps, sets, bytes and values as JSON text and back: all that a plan is made of. */

import { Buffer } from "node:buffer";
import { Value } from "@tutti/values";
import { decodeValue, encodeValue, type Plain } from "./value-codec.ts";

const TAG = "$";

export function encodeData(data: unknown): Plain {
  if (data === undefined) return { [TAG]: "undefined" };
  if (data === null || typeof data === "string" || typeof data === "boolean") return data;
  if (typeof data === "number") return data;
  if (data instanceof Value) return { [TAG]: "value", of: encodeValue(data) };
  if (Array.isArray(data)) return data.map(encodeData);
  if (data instanceof Map) {
    return { [TAG]: "map", of: [...data].map(([key, item]) => [encodeData(key), encodeData(item)]) };
  }
  if (data instanceof Set) return { [TAG]: "set", of: [...data].map(encodeData) };
  if (data instanceof Uint8Array) return { [TAG]: "bytes", of: Buffer.from(data).toString("base64") };
  if (typeof data !== "object") throw new Error(`a plan cannot hold a ${typeof data}`);
  const out: Record<string, Plain> = {};
  for (const [name, item] of Object.entries(data)) if (item !== undefined) out[name] = encodeData(item);
  return out;
}

export function decodeData(plain: Plain): unknown {
  if (plain === null || typeof plain !== "object") return plain;
  if (Array.isArray(plain)) return plain.map(decodeData);
  const record = plain as { readonly [name: string]: Plain };
  const tag = Object.hasOwn(record, TAG) ? record[TAG] : undefined;
  const of = record.of ?? null;
  switch (tag) {
    case undefined: {
      const out: Record<string, unknown> = {};
      for (const [name, item] of Object.entries(record)) out[name] = decodeData(item);
      return out;
    }
    case "undefined":
      return undefined;
    case "value":
      return decodeValue(of);
    case "map":
      return new Map(
        (of as readonly (readonly [Plain, Plain])[]).map(([k, v]) => [decodeData(k), decodeData(v)]),
      );
    case "set":
      return new Set((of as readonly Plain[]).map(decodeData));
    case "bytes":
      return new Uint8Array(Buffer.from(String(of), "base64"));
    default:
      throw new Error(`data of a plan file has the unknown tag ${String(tag)}`);
  }
}
