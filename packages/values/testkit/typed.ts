/** Types and values as a table writes them: a type constraint's JSON, and JSON with `"?"` for what is not known. */

import {
  decodeImplied,
  decodeJsonTree,
  decodeTypeJson,
  encodeJson,
  encodeTypeJson,
  type Json,
  JsonSyntaxError,
  parseJson,
  type Type,
  Value,
} from "../src/index.ts";

function tree(text: string): Json {
  const json = parseJson(text);
  if (json instanceof JsonSyntaxError) throw new Error(`${text}: ${json.message}`);
  return json;
}

/** `typed('["list","string"]')` */
export function typed(text: string): Type {
  const type = decodeTypeJson(tree(/^[a-z]+$/.test(text) ? `"${text}"` : text));
  if (type === undefined) throw new Error(`${text} is no type`);
  return type;
}

/** A value of that type, or of the type that the JSON has by itself; `"?"` is unknown, `"!x"` sensitive. */
export function value(text: string, type?: string): Value {
  const json = tree(text);
  if (type === undefined) return open(decodeImplied(json));
  const decoded = decodeJsonTree(json, typed(type));
  if (!decoded.ok) throw new Error(`${text}: ${decoded.error.message}`);
  return open(decoded.value);
}

function open(at: Value): Value {
  if (!at.isKnown) return at;
  if (at.type.kind === "string" && at.asString === "?") return Value.unknown(at.type);
  if (at.type.kind === "string" && at.asString.startsWith("!"))
    return Value.knownUnchecked(at.type, at.asString.slice(1)).withMarks(["sensitive"]);
  if (at.data instanceof Map)
    return Value.knownUnchecked(at.type, new Map([...at.asEntries].map(([key, item]) => [key, open(item)])));
  if (
    at.type.kind === "set" &&
    at.asItems.some((item) => item.type.kind === "string" && item.asString === "?")
  )
    return Value.knownUnchecked(at.type, at.asItems.map(open));
  if (Array.isArray(at.data)) return Value.knownUnchecked(at.type, at.asItems.map(open));
  return at;
}

/** `type value`: what is known of an unknown stands behind it. */
export function shown(at: Value): string {
  return `${encodeTypeJson(at.type)} ${shownValue(at)}`;
}

export function shownValue(at: Value): string {
  if (at.marks !== undefined) return `${[...at.marks].sort().join("+")}(${shownValue(at.withoutMarks())})`;
  if (at.isUnknown) return `?${at.refinement === undefined ? "" : known(at.refinement)}`;
  if (at.isNull) return "null";
  if (at.data instanceof Map)
    return `{${[...at.asEntries].map(([key, item]) => `${key}=${shownValue(item)}`).join(" ")}}`;
  if (Array.isArray(at.data)) return `[${at.asItems.map(shownValue).join(" ")}]`;
  return at.type.kind === "number" && typeof at.asNumber === "number" ? String(at.asNumber) : encodeJson(at);
}

function known({
  notNull,
  prefix,
  lengthMin,
  lengthMax,
  min,
  max,
}: NonNullable<Value["refinement"]>): string {
  const words = [
    ...(notNull === true ? ["not null"] : []),
    ...(prefix === undefined ? [] : [`${prefix}…`]),
    ...(lengthMin === undefined ? [] : [`length>=${lengthMin}`]),
    ...(lengthMax === undefined ? [] : [`length<=${lengthMax}`]),
    ...(min === undefined ? [] : [`>${min.inclusive ? "=" : ""}${min.value}`]),
    ...(max === undefined ? [] : [`<${max.inclusive ? "=" : ""}${max.value}`]),
  ];
  return words.length === 0 ? "" : `(${words.join(", ")})`;
}
