/** What a plain or tagged scalar of YAML stands for. */

import {
  boolValue,
  DYNAMIC,
  FuncError,
  fromBigInt,
  goQuote,
  numberValue,
  parseNumber,
  stringValue,
  Value,
} from "@tutti/values";
import { formatTimestamp, parseTimestamp } from "../date/timestamp.ts";
import { decodeBase64 } from "../encoding/base64.ts";

const NULLS: ReadonlySet<string> = new Set(["", "~", "null", "Null", "NULL"]);
const TRUES = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;
const FALSES = /^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/;
const DECIMAL = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const BASED = /^0(?:x[0-9a-fA-F]+|o[0-7]+)$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;
const NAN = /^\.(?:nan|NaN|NAN)$/;
const DATE = /^(\d{4})-(\d\d?)-(\d\d?)(?:([Tt]| )(\d\d?):(\d\d?):(\d\d?)(\.\d*)?(Z|[-+]\d\d:\d\d)?)?$/;

const PREFIX = "tag:yaml.org,2002:";

/** A scalar without a tag or quotes: its looks decide. */
export function plainScalar(text: string): Value | FuncError {
  if (NULLS.has(text)) return Value.null(DYNAMIC);
  if (TRUES.test(text)) return boolValue(true);
  if (FALSES.test(text)) return boolValue(false);
  if (NAN.test(text)) return new FuncError("floating point NaN is not supported");
  return numberOf(text) ?? timestampOf(text) ?? stringValue(text);
}

function numberOf(text: string): Value | undefined {
  if (BASED.test(text)) return numberValue(fromBigInt(BigInt(text)));
  if (INFINITE.test(text))
    return numberValue(text.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY);
  const number = DECIMAL.test(text) ? parseNumber(text) : undefined;
  return number === undefined ? undefined : numberValue(number);
}

/** Dates and times become RFC 3339. */
function timestampOf(text: string): Value | undefined {
  const match = DATE.exec(text);
  if (match === null) return undefined;
  const [, year, month = "", day = "", gap, hour = "0", minute = "0", second = "0", fraction, zone] = match;
  // With a blank there is no zone, with a T there must be one.
  if (gap !== undefined && (gap === " ") === (zone !== undefined)) return undefined;
  const two = (part: string): string => part.padStart(2, "0");
  const digits = fraction === undefined || fraction === "." ? "" : fraction;
  const full = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${digits}${zone ?? "Z"}`;
  const timestamp = parseTimestamp(full);
  return typeof timestamp === "string" ? undefined : stringValue(formatTimestamp(timestamp));
}

const QUOTED: ReadonlySet<string> = new Set(["null", "bool", "int", "float"]);

/** A scalar whose tag says what it is. */
export function taggedScalar(tag: string, text: string, isPlain: boolean): Value | FuncError {
  if (tag === "!" || !tag.startsWith(PREFIX)) return new FuncError(`unsupported tag ${goQuote(tag)}`);
  const problem = new FuncError(`cannot parse ${goQuote(text)} as ${tag}`);
  const name = tag.slice(PREFIX.length);
  // In quotes it stays a text; but what it says must be of the tag.
  if (isPlain && text === "" && QUOTED.has(name)) return Value.null(DYNAMIC);
  if (!isPlain && QUOTED.has(name)) {
    if (text === "") return stringValue(text);
    const value = taggedScalar(tag, text, true);
    return value instanceof FuncError ? value : stringValue(text);
  }
  switch (name) {
    case "str":
      return stringValue(text);
    case "null":
      return Value.null(DYNAMIC);
    case "binary":
      return typeof decodeBase64(text) === "number"
        ? new FuncError(`${problem.message}: not valid base64`)
        : stringValue(text);
    case "bool": {
      const value = plainScalar(text);
      return value instanceof Value && value.type.kind === "bool" ? value : problem;
    }
    case "timestamp":
      return plainScalar(text);
    case "int":
    case "float":
      return numberOf(text) ?? problem;
    default:
      return new FuncError(`unsupported tag ${goQuote(tag)}`);
  }
}
