/** Members of a state file with their types; what has another one is refused in Terraform's words. */

import { isJsonObject, type Json, type JsonObject, jsonNumberText } from "@tutti/values";
import { stateError } from "./errors.ts";
import { Refusal } from "./refusal.ts";

const INVALID = stateError("invalid-state-file-format");

export function kindOf(json: Json): string {
  if (json === null) return "null";
  if (Array.isArray(json)) return "array";
  return jsonNumberText(json) !== undefined ? "number" : typeof json === "boolean" ? "bool" : typeof json;
}

export function field(json: JsonObject, name: string, kind: "string", fallback: string): string;
export function field(json: JsonObject, name: string, kind: "number", fallback: number): number;
export function field(json: JsonObject, name: string, kind: "boolean", fallback: boolean): boolean;
export function field(json: JsonObject, name: string, kind: string, fallback: Json): Json {
  const value = json[name];
  if (value === undefined || value === null) return fallback;
  if (typeof value !== kind)
    throw new Refusal(INVALID, `The state file field "${name}" has invalid value ${kindOf(value)}`);
  return value;
}

export function objectField(json: JsonObject, name: string): JsonObject {
  const value = json[name];
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value))
    throw new Refusal(INVALID, `The state file field "${name}" has invalid value ${kindOf(value)}`);
  return value;
}

export function listField(json: JsonObject, name: string): readonly JsonObject[] {
  const value = json[name];
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? (value as readonly Json[]) : undefined;
  if (items?.every(isJsonObject) !== true)
    throw new Refusal(INVALID, `The state file field "${name}" has invalid value ${kindOf(value)}`);
  return items as readonly JsonObject[];
}

export function textList(json: JsonObject, name: string): readonly string[] {
  const value = json[name];
  if (value === undefined || value === null) return [];
  const items = Array.isArray(value) ? (value as readonly Json[]) : [null];
  if (!items.every((item) => typeof item === "string"))
    throw new Refusal(INVALID, `The state file field "${name}" has invalid value ${kindOf(value)}`);
  return items as readonly string[];
}
