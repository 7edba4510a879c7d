import { formatDurationNs, goQuote, parseDuration } from "@tutti/values";
import { isObject } from "../decode/is-object.ts";

/** A value as the field wants it, or mapstructure's words for why it is none. */
export type Weak =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly text: string };

/**
 * Config entries are read weakly, as Consul reads them: what can be meant is
 * taken (`5` for a text, `"80"` for a number, one thing for a list of one),
 * the rest is refused in the words of its decoder.
 */
export function weakText(value: unknown, path: string, type = "string"): Weak {
  const one = single(value);
  if (typeof one === "string") return taken(one);
  if (typeof one === "boolean") return taken(one ? "1" : "0");
  if (typeof one === "number") return taken(numberText(one));
  return one === undefined ? taken("") : unconvertible(one, path, type);
}

/** The kinds of whole numbers that Consul's types have, by Go's names. */
type WholeType = "int" | "uint32" | "uint64";

/** A fraction is cut off, as Go does it. */
export function weakInteger(value: unknown, path: string, type: WholeType = "int"): Weak {
  const one = single(value);
  if (one === undefined) return taken(0);
  if (typeof one === "number") return taken(wholeOf(one, type));
  if (typeof one === "boolean") return taken(one ? 1 : 0);
  if (typeof one !== "string") return unconvertible(one, path, type);
  if (type === "int")
    return /^[+-]?\d+$/.test(one) ? taken(Number(one)) : unparsable(one, path, "int", "ParseInt");
  return /^\d+$/.test(one) ? taken(Number(one)) : unparsable(one, path, "uint", "ParseUint");
}

/** What the type holds of a number: one below zero goes round, as in Go. */
function wholeOf(value: number, type: WholeType): number {
  const whole = Math.trunc(value);
  if (type === "int") return whole;
  return Number(BigInt.asUintN(type === "uint32" ? 32 : 64, BigInt(whole)));
}

/** Weights have fractions. */
export function weakFloat(value: unknown, path: string): Weak {
  const one = single(value);
  if (one === undefined) return taken(0);
  if (typeof one === "number") return taken(one);
  if (typeof one === "boolean") return taken(one ? 1 : 0);
  if (typeof one !== "string") return unconvertible(one, path, "float32");
  const number = one.trim() === one && one !== "" ? Number(one) : Number.NaN;
  return Number.isFinite(number) ? taken(number) : unparsable(one, path, "float", "ParseFloat");
}

/** What Go takes for a boolean, "" for false, and any number. */
export function weakFlag(value: unknown, path: string): Weak {
  const one = single(value);
  if (one === undefined || one === "") return taken(false);
  if (typeof one === "boolean") return taken(one);
  if (typeof one === "number") return taken(one !== 0);
  if (typeof one !== "string") return unconvertible(one, path, "bool");
  if (/^(1|t|T|TRUE|true|True)$/.test(one)) return taken(true);
  return /^(0|f|F|FALSE|false|False)$/.test(one) ? taken(false) : unparsable(one, path, "bool", "ParseBool");
}

/** A text such as `15s`, or nanoseconds; kept as Go writes it, and not at all where it is none. */
export function weakDuration(value: unknown, path: string): Weak {
  const one = single(value);
  if (Array.isArray(one) || isObject(one)) return unconvertible(one, path, "time.Duration");
  if (typeof one !== "string") {
    const ns = weakInteger(one, path);
    return ns.ok && typeof ns.value === "number" ? taken(shownDuration(ns.value)) : ns;
  }
  const parsed = parseDuration(one);
  return parsed.ok
    ? taken(shownDuration(parsed.ns))
    : { ok: false, text: `error decoding '${path}': ${parsed.text}` };
}

function shownDuration(ns: number): string {
  return ns === 0 ? "" : formatDurationNs(ns);
}

/**
 * What stands for a map: a record, or a list of records, which are laid over
 * each other. A record of fixed fields (`weakRecord`) cannot be an empty list.
 */
export function weakMap(value: unknown, path: string): Weak {
  const one = single(value);
  if (!Array.isArray(one)) return weakRecord(one, path);
  const all: Record<string, unknown> = {};
  for (const [at, item] of one.entries()) {
    const part = weakRecord(item, `${path}[${at}]`);
    if (!part.ok) return part;
    Object.assign(all, part.value);
  }
  return taken(all);
}

/** What stands for one record: itself, or a list of it alone; undefined for nothing. */
export function weakRecord(value: unknown, path: string): Weak {
  const one = single(value);
  if (one === undefined || isObject(one)) return taken(one);
  return { ok: false, text: `'${path}' expected a map, got '${goKind(one)}'` };
}

/** A list, or one thing in its place. */
export function weakList(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return isObject(value) && Object.keys(value).length === 0 ? [] : [value];
}

/** As Go's decoder hook does: a list of one thing is the thing, where no list is wanted. An empty list is not nothing. */
function single(value: unknown): unknown {
  const one = Array.isArray(value) && value.length === 1 ? value[0] : value;
  return one ?? undefined;
}

function taken(value: unknown): Weak {
  return { ok: true, value };
}

function unconvertible(value: unknown, path: string, wanted: string): Weak {
  const type = Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
  return { ok: false, text: `'${path}' expected type '${wanted}', got unconvertible type '${type}'` };
}

function unparsable(value: string, path: string, wanted: string, reader: string): Weak {
  const reason = `strconv.${reader}: parsing ${goQuote(value)}: invalid syntax`;
  return { ok: false, text: `cannot parse '${path}' as ${wanted}: ${reason}` };
}

/** As Go names the kind of what JSON holds. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return "slice";
  if (typeof value === "number") return "float64";
  return typeof value === "boolean" ? "bool" : typeof value === "string" ? "string" : "map";
}

/** Without an exponent, however large. */
function numberText(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}
