import { type Plain, parseHcl1, plainOf } from "@tutti/hcl1";
import { fromUnknown } from "@tutti/runtime";
import { type JsonRecord, recordOf } from "../api/json-shapes.ts";

/**
 * A config entry as the API takes it, from JSON or HCL 1, by how the text
 * begins; or why it is none. A block of HCL that comes once is a record.
 */
export function parseEntry(text: string, file: string): JsonRecord | string {
  if (text.trimStart().startsWith("{")) {
    try {
      return withNames(recordOf(JSON.parse(text)));
    } catch (error) {
      return fromUnknown(error, file).message;
    }
  }
  const parsed = parseHcl1(text);
  const plain = parsed.ok ? plainOf(parsed.root, parsed.text, "records") : parsed;
  if (!plain.ok) return String(plain.error);
  const large = largeNumberIn(plain.value);
  if (large !== undefined)
    return `the number ${large} is larger than JSON carries exactly: write it as a text`;
  return withNames(recordOf(plain.value));
}

/** The first whole number that is no JSON number; undefined where all are. */
function largeNumberIn(value: Plain): bigint | undefined {
  if (typeof value === "bigint") return value;
  if (typeof value !== "object" || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const large = largeNumberIn(inner);
    if (large !== undefined) return large;
  }
  return undefined;
}

/** The two fields that the command itself reads, under the API's names. */
function withNames(record: JsonRecord): JsonRecord {
  const out: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(record)) out[NAMES.get(key) ?? key] = value;
  return out;
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ["kind", "Kind"],
  ["name", "Name"],
]);
