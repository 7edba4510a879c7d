/** `format` and `formatlist`. */

import {
  BOOL,
  ConversionError,
  convertOrError,
  encodeJson,
  encodeJsonString,
  FuncError,
  goQuote,
  lengthRange,
  listType,
  listValue,
  NUMBER,
  refine,
  STRING,
  stringValue,
  type Type,
  unknownNotNull,
  Value,
} from "@tutti/values";
import { type Args, anyParam, define, type FunctionGroup, textParam } from "../define.ts";
import { formatFloat, formatInteger, formatShortest } from "./format-number.ts";
import { type FormatPart, parseFormat, type Verb } from "./format-verb.ts";
import { graphemeCount, graphemes } from "./graphemes.ts";

/** Formatting after the manner of printf. */
export const FORMAT: FunctionGroup = {
  format: define({
    description: "A text in which verbs like %s are replaced by the arguments.",
    params: [textParam("format")],
    varParam: anyParam("args", { allowNull: true, allowUnknown: true }),
    returns: STRING,
    call: format,
  }),
  formatlist: define({
    description: "As format, once for each element of the arguments that are lists.",
    params: [textParam("format")],
    varParam: anyParam("args", { allowNull: true, allowUnknown: true }),
    returns: listType(STRING),
    call: formatList,
  }),
};

function format(args: Args): Value | FuncError {
  const [, ...values] = args.values;
  const pattern = args.text(0);
  if (values.some((value) => !value.isWhollyKnown)) {
    const [prefix = ""] = pattern.split("%");
    return refine(Value.unknown(STRING), {
      notNull: true,
      ...(prefix === "" || prefix === pattern ? {} : { prefix }),
    });
  }
  const out = formatText(pattern, values);
  return out instanceof FuncError ? out : stringValue(out);
}

function formatText(pattern: string, values: readonly Value[]): string | FuncError {
  const parts = parseFormat(pattern);
  if (parts instanceof FuncError) return parts;
  let out = "";
  for (const part of parts) {
    const text = typeof part === "string" ? part : formatOne(part, values);
    if (text instanceof FuncError) return text;
    out += text;
  }
  return tooMany(parts, values.length) ?? out;
}

/** Arguments that no verb takes are most likely a slip. */
function tooMany(parts: readonly FormatPart[], given: number): FuncError | undefined {
  const highest = Math.max(0, ...parts.map((part) => (typeof part === "string" ? 0 : part.argument)));
  if (highest >= given) return undefined;
  return new FuncError(
    highest === 0
      ? "too many arguments; no verbs in format string"
      : `too many arguments; only ${highest} used by format string`,
    highest + 1,
  );
}

function formatOne(verb: Verb, values: readonly Value[]): string | FuncError {
  const value = values[verb.argument - 1];
  if (value === undefined) {
    return new FuncError(
      `not enough arguments for ${goQuote(verb.raw)} at ${verb.offset}: need index ${verb.argument} but have ${values.length} total`,
    );
  }
  if (verb.mode !== "v" && value.isNull) return unsupported(verb, "null value cannot be formatted");
  const render = MODES.get(verb.mode);
  if (render === undefined) {
    return new FuncError(
      `unsupported format verb '${verb.mode}' in ${goQuote(verb.raw)} at offset ${verb.offset}`,
    );
  }
  return render(verb, value);
}

function unsupported(verb: Verb, why: string): FuncError {
  return new FuncError(`unsupported value for ${goQuote(verb.raw)} at ${verb.offset}: ${why}`);
}

type Render = (verb: Verb, value: Value) => string | FuncError;

/** Converts first, and renders what came out. */
function as(type: Type, render: Render): Render {
  return (verb, value) => {
    const converted = convertOrError(value, type);
    return converted instanceof ConversionError
      ? unsupported(verb, converted.message)
      : render(verb, converted);
  };
}

const integer = as(
  NUMBER,
  (verb, value) => formatInteger(verb, value.asNumber) ?? unsupported(verb, "an integer is required"),
);
const float = as(NUMBER, (verb, value) => formatFloat(verb, value.asNumber));

const MODES: ReadonlyMap<string, Render> = new Map([
  ["v", formatAny],
  ["t", as(BOOL, (_verb, value) => (value.asBool ? "true" : "false"))],
  ["s", as(STRING, (verb, value) => padText(verb, truncate(verb, value.asString)))],
  ["q", as(STRING, (verb, value) => padText(verb, encodeJsonString(truncate(verb, value.asString))))],
  ...["b", "d", "o", "x", "X"].map((mode) => [mode, integer] as const),
  ...["e", "E", "f", "g", "G"].map((mode) => [mode, float] as const),
]);

function formatAny(verb: Verb, value: Value): string {
  if (!verb.sharp && value.isKnown) {
    if (value.type.kind === "string") return padText(verb, value.asString);
    if (value.type.kind === "number") return padText(verb, formatShortest(value.asNumber));
  }
  return padText(verb, encodeJson(value));
}

function truncate(verb: Verb, text: string): string {
  const { precision } = verb;
  return precision === undefined || precision === 0 ? text : graphemes(text).slice(0, precision).join("");
}

function padText(verb: Verb, text: string): string {
  const missing = Math.max(0, (verb.width ?? 0) - graphemeCount(text));
  const padding = (verb.zero ? "0" : " ").repeat(missing);
  return verb.minus ? text + padding : padding + text;
}

function isSequence(value: Value): boolean {
  const { kind } = value.type;
  return (kind === "list" || kind === "set" || kind === "tuple") && !value.isNull;
}

function formatList(args: Args): Value | FuncError {
  const [, ...values] = args.values;
  const lengths = commonLength(values);
  if (lengths instanceof FuncError) return lengths;
  if (lengths === undefined) return unknownNotNull(listType(STRING));
  const pattern = args.text(0);
  const out: Value[] = [];
  for (let i = 0; i < lengths; i++) {
    const row = values.map((value) => (isSequence(value) ? (value.asItems[i] ?? value) : value));
    if (row.some((value) => !value.isWhollyKnown)) {
      out.push(unknownNotNull(STRING));
      continue;
    }
    const text = formatText(pattern, row);
    if (text instanceof FuncError) {
      if (values.length === 0) return text;
      return new FuncError(`error on format iteration ${i}: ${text.message}`);
    }
    out.push(stringValue(text));
  }
  return listValue(STRING, out);
}

/** How often to format: 1 where no argument is a list, undefined while that is not known. */
function commonLength(values: readonly Value[]): number | undefined | FuncError {
  let chosen: { readonly length: number; readonly by: number } | undefined;
  let unknown = false;
  for (const [i, value] of values.entries()) {
    if (value.type.kind === "dynamic" && value.isUnknown) unknown = true;
    if (!isSequence(value)) continue;
    const length = knownLength(value);
    if (value.isUnknown || length === undefined) unknown = true;
    if (length === undefined) continue;
    chosen ??= { length, by: i };
    if (length !== chosen.length) {
      return new FuncError(
        `argument ${i + 1} has length ${length}, which is inconsistent with argument ${chosen.by + 1} of length ${chosen.length}`,
        i + 1,
      );
    }
  }
  return unknown ? undefined : (chosen?.length ?? 1);
}

function knownLength(value: Value): number | undefined {
  if (value.type.kind === "tuple") return value.type.elements.length;
  const { min, max } = lengthRange(value);
  return value.isKnown && min === max ? min : undefined;
}
