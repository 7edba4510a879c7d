/** Functions that write and read other notations. */

import {
  DATA_DEPTH_MAX,
  DYNAMIC,
  decodeImplied,
  encodeJson,
  FuncError,
  goQuote,
  impliedType,
  isDeeperThan,
  isFiniteInside,
  type Json,
  JsonSyntaxError,
  listType,
  listValue,
  objectOfType,
  objectType,
  parseJson,
  refine,
  STRING,
  stringValue,
  type Type,
  Value,
} from "@tutti/values";
import { type Args, anyParam, define, type FunctionGroup, textParam } from "../define.ts";
import { redact } from "../redact.ts";
import { decodeBase64, decodeUtf8, encodeBase64 } from "./base64.ts";
import { type CsvRecord, parseCsv } from "./csv.ts";
import { gzip } from "./gzip.ts";

/** Functions on notations that need no library. */
export const ENCODING: FunctionGroup = {
  base64decode: define({
    description: "The text that a Base64 text stands for.",
    params: [textParam("str", { allowMarked: true })],
    returns: STRING,
    call: (args) => base64decode(args.value(0)),
  }),
  base64encode: define({
    description: "A text in Base64.",
    params: [textParam("str")],
    returns: STRING,
    call: (args) => stringValue(encodeBase64(utf8(args.text(0)))),
  }),
  base64gzip: define({
    description: "A text compressed with gzip, in Base64.",
    params: [textParam("str")],
    returns: STRING,
    call: (args) => stringValue(encodeBase64(gzip(utf8(args.text(0))))),
  }),
  csvdecode: define({
    description: "The rows of a text of comma-separated values, as objects by the names in the first row.",
    params: [textParam("str")],
    returns: (args) => (args.value(0).isKnown ? csvType(args.text(0)) : DYNAMIC),
    call: csvdecode,
  }),
  jsondecode: define({
    description: "The value that a JSON text stands for.",
    params: [textParam("str")],
    returns: (args) => jsonType(args.value(0)),
    call: jsondecode,
    nullable: true,
  }),
  jsonencode: define({
    description: "A value as JSON.",
    params: [anyParam("val", { allowNull: true, allowUnknown: true, allowDynamicType: true })],
    returns: STRING,
    call: (args) => jsonencode(args.value(0)),
  }),
  urlencode: define({
    description: "A text as it stands in a URL's query.",
    params: [textParam("str")],
    returns: STRING,
    call: (args) => stringValue(queryEscape(args.text(0))),
  }),
};

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function base64decode(value: Value): Value | FuncError {
  const text = value.asString;
  const bytes = decodeBase64(text);
  if (typeof bytes === "number")
    return new FuncError(`failed to decode base64 data ${redact(text, value.marks)}`);
  const decoded = decodeUtf8(bytes);
  if (decoded === undefined)
    return new FuncError("the result of decoding the provided string is not valid UTF-8");
  return stringValue(decoded).withMarks(value.marks);
}

const UNRESERVED = /[^A-Za-z0-9\-_.~]/gu;

function queryEscape(text: string): string {
  return text.replace(UNRESERVED, (letter) =>
    letter === " "
      ? "+"
      : Array.from(utf8(letter), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(""),
  );
}

function csvRecords(text: string): readonly CsvRecord[] | FuncError {
  const records = parseCsv(text);
  return typeof records === "string" ? new FuncError(records) : records;
}

function csvType(text: string): Type | FuncError {
  const records = csvRecords(text);
  if (records instanceof FuncError) return records;
  const [header] = records;
  if (header === undefined) return new FuncError("missing header line");
  const seen = new Set<string>();
  for (const name of header.fields) {
    if (seen.has(name)) return new FuncError(`duplicate column name ${goQuote(name)}`);
    seen.add(name);
  }
  return listType(objectType(header.fields.map((name) => [name, STRING] as const)));
}

function csvdecode(args: Args, type: Type): Value | FuncError {
  const records = csvRecords(args.text(0));
  if (records instanceof FuncError) return records;
  if (type.kind !== "list" || type.element.kind !== "object") return Value.unknown(type);
  const { element } = type;
  const [header, ...rows] = records;
  const out: Value[] = [];
  for (const { fields, line } of rows) {
    if (fields.length !== header?.fields.length)
      return new FuncError(`CSV parse error on line ${line}: wrong number of fields`);
    const entries = fields.map((field, i) => [header.fields[i] ?? "", stringValue(field)] as const);
    out.push(objectOfType(element, entries));
  }
  return listValue(element, out);
}

/** The beginning of a text that is not known yet can tell the type, or that it is no JSON. */
function jsonType(value: Value): Type | FuncError {
  if (value.isKnown) {
    const tree = readTree(value.asString);
    return tree instanceof FuncError ? tree : impliedType(tree);
  }
  const first = (value.refinement?.prefix ?? "").trim()[0];
  if (first === undefined || "{[n".includes(first)) return DYNAMIC;
  if (first === '"') return STRING;
  if ("tf".includes(first)) return decodeImplied(true).type;
  if ("-0123456789.".includes(first)) return decodeImplied(0).type;
  return new FuncError(`a JSON document cannot begin with the character '${first}'`, 0);
}

function jsondecode(args: Args): Value | FuncError {
  const tree = readTree(args.text(0));
  return tree instanceof FuncError ? tree : decodeImplied(tree);
}

function readTree(text: string): Json | FuncError {
  const tree = parseJson(text);
  if (tree instanceof JsonSyntaxError) return new FuncError(tree.message);
  return isDeeperThan(DATA_DEPTH_MAX, tree) ? new FuncError("exceeded max depth") : tree;
}

const FIRST_LETTER: ReadonlyMap<string, string> = new Map([
  ["string", '"'],
  ["list", "["],
  ["set", "["],
  ["tuple", "["],
  ["map", "{"],
  ["object", "{"],
]);

function jsonencode(value: Value): Value | FuncError {
  if (value.isWhollyKnown) return isFiniteInside(value) ? stringValue(encodeJson(value)) : INFINITE;
  const prefix = FIRST_LETTER.get(value.type.kind);
  const certain = value.isKnown || value.refinement?.notNull === true;
  return refine(Value.unknown(STRING), {
    notNull: true,
    ...(certain && prefix !== undefined ? { prefix } : {}),
  });
}

const INFINITE = new FuncError("cannot serialize infinity as JSON");
