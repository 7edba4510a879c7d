import { Buffer } from "node:buffer";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import { parseJsonText } from "./json-text.ts";
import type { Free } from "./json-value.ts";
import { freeOf } from "./json-value.ts";

/** A whole text as JSON of which nothing is declared, or what Go would say is wrong with it. */
export function parseJson(text: string): Outcome<Free> {
  const parsed = parseJsonText(Buffer.from(text), "whole");
  return parsed.ok ? freeOf(parsed.value) : refuse(serverError("json-invalid", parsed.text), 400);
}
