import { goQuote } from "@tutti/values";
import { serverError } from "../errors.ts";
import type { Outcome } from "../state/refusal.ts";
import { refuse } from "../state/refusal.ts";
import type { SelectorKind } from "./selectors.ts";

const INT64_MIN = -(1n << 63n);
const INT64_MAX = (1n << 63n) - 1n;

/** A whole number as Go's source has them: decimal, `0x`, `0o`, `0b`, a leading zero for octal, `_` between digits. */
function coerceInt(text: string): Outcome<number> {
  const found =
    /^([+-]?)(0[xX](?:_?[0-9a-fA-F])+|0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0(?:_?[0-7])*|[1-9](?:_?[0-9])*)$/.exec(
      text,
    );
  if (found === null) return refuse(serverError("no-number", goQuote(text)));
  const [, sign = "", digits = ""] = found;
  const plain = digits.replaceAll("_", "").replace(/^0(?=[0-9])/, "0o");
  const value = BigInt(plain) * (sign === "-" ? -1n : 1n);
  if (value < INT64_MIN || value > INT64_MAX)
    return refuse(serverError("number-out-of-range", goQuote(text)));
  return Number(value);
}

/** What Go takes for a boolean. */
function coerceBoolean(text: string): Outcome<boolean> {
  if (/^(1|t|T|TRUE|true|True)$/.test(text)) return true;
  if (/^(0|f|F|FALSE|false|False)$/.test(text)) return false;
  return refuse(serverError("no-bool", goQuote(text)));
}

/** A value of a filter as a field of this kind holds it. */
export function coerce(text: string, kind: SelectorKind): Outcome<string | number | boolean> {
  if (kind === "number") return coerceInt(text);
  return kind === "boolean" ? coerceBoolean(text) : text;
}
