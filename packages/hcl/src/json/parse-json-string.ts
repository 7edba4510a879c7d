/** The text that a JSON string token stands for. */

import { JSON_ESCAPES } from "@tutti/values";

export type JsonText =
  | { readonly ok: true; readonly text: string }
  /** Where in the token the first mistake is. */
  | { readonly ok: false; readonly at: number };

const HEX = /^[0-9a-fA-F]$/;

export function parseJsonString(token: string): JsonText {
  const closed = token.length > 1 && token.endsWith('"');
  if (closed && !token.includes("\\")) return { ok: true, text: token.slice(1, -1) };
  let text = "";
  for (let at = 1; ; at++) {
    const char = token[at];
    if (char === undefined) return { ok: false, at: token.length };
    if (char === '"') return { ok: true, text: withoutLoneSurrogates(text) };
    if (char !== "\\") {
      text += char;
      continue;
    }
    at += 1;
    const selector = token[at] ?? "";
    if (selector === "u") {
      for (let digit = 1; digit <= 4; digit++) {
        if (!HEX.test(token[at + digit] ?? "")) return { ok: false, at: at + digit };
      }
      text += String.fromCharCode(Number.parseInt(token.slice(at + 1, at + 5), 16));
      at += 4;
      continue;
    }
    const escaped = JSON_ESCAPES.get(selector);
    if (escaped === undefined) return { ok: false, at };
    text += escaped;
  }
}

/** `\\ud800` alone is no character; it is read as the one for that. */
function withoutLoneSurrogates(text: string): string {
  return text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");
}
