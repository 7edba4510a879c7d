import { parseDuration } from "../duration.ts";

/** What a record may hold, as data: bodies of requests and configuration files are read by the same tables. */
export interface Fields {
  /** As messages name it: `ServiceDefinition`. */
  readonly name: string;
  readonly fields: Readonly<Record<string, Field>>;
}

/** How one field of a body is read. */
export type Field = FieldKind & {
  /** Other spellings that requests may use. */
  readonly aliases?: readonly string[];
};

type FieldKind =
  | { readonly kind: "string" | "boolean" | "integer" | "number" | "duration" | "any" }
  | { readonly kind: "list" | "map"; readonly of: Field }
  | { readonly kind: "object"; readonly of: Fields };

/** Requests are read as Go's JSON decoder does, files as mapstructure does: any spelling, and numbers for durations. */
export type Reading = "request" | "file";

/** The record under the tables' own names, durations in milliseconds; or every mistake. */
export type Decoded =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** What does not fit its field. */
export interface Mistake {
  /** `unknown`: there is no such field. */
  readonly kind: "unknown" | "type" | "duration";
  /** From the outermost record to the field, joined by dots, as it was written. */
  readonly path: string;
  readonly text: string;
}

interface Context {
  readonly reading: Reading;
  readonly mistakes: Mistake[];
}

/** Reads a body by its fields; what does not fit is told, in the order in which it stands. */
export function decodeFields(value: unknown, fields: Fields, reading: Reading): Decoded {
  const context: Context = { reading, mistakes: [] };
  const record = decodeObject(value, fields, "", context);
  return context.mistakes.length === 0 && record !== undefined
    ? { ok: true, value: record }
    : { ok: false, mistakes: context.mistakes };
}

function decodeObject(
  value: unknown,
  fields: Fields,
  path: string,
  context: Context,
): Record<string, unknown> | undefined {
  const record = singleBlock(value, context.reading);
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    mistake(context, "type", path, cannotUnmarshal(value, path, fields.name));
    return undefined;
  }
  const names = namesOf(fields, context.reading);
  const out: Record<string, unknown> = {};
  for (const [key, content] of Object.entries(record)) {
    const name = names.get(context.reading === "file" ? spelling(key) : key.toLowerCase());
    const at = path === "" ? key : `${path}.${key}`;
    if (name === undefined) {
      mistake(context, "unknown", at, `json: unknown field ${JSON.stringify(key)}`);
      continue;
    }
    const field = fields.fields[name];
    if (field === undefined || content === null || content === undefined) continue;
    const decoded = decodeField(content, field, at, `${fields.name}.${name}`, context);
    if (decoded !== undefined) out[name] = decoded;
  }
  return out;
}

/** HCL gives a list with one record for a block. */
function singleBlock(value: unknown, reading: Reading): unknown {
  return reading === "file" && Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function decodeField(value: unknown, field: Field, path: string, name: string, context: Context): unknown {
  switch (field.kind) {
    case "any":
      return value;
    case "object":
      return decodeObject(value, field.of, path, context);
    case "list": {
      const items = Array.isArray(value) ? value : context.reading === "file" ? [value] : undefined;
      if (items === undefined) return wrongType(value, path, name, "[]", context);
      return items.map((item) => decodeField(item, field.of, path, name, context));
    }
    case "map": {
      const record = singleBlock(value, context.reading);
      if (typeof record !== "object" || record === null || Array.isArray(record)) {
        return wrongType(value, path, name, "map[string]", context);
      }
      return Object.fromEntries(
        Object.entries(record).map(([key, item]) => [
          key,
          decodeField(item, field.of, `${path}.${key}`, name, context),
        ]),
      );
    }
    case "duration":
      return decodeDuration(value, path, name, context);
    default:
      return decodeScalar(value, field.kind, path, name, context);
  }
}

const GO_TYPES = { string: "string", boolean: "bool", integer: "int", number: "float64" } as const;

function decodeScalar(
  value: unknown,
  kind: keyof typeof GO_TYPES,
  path: string,
  name: string,
  context: Context,
): unknown {
  const wanted = kind === "integer" ? "number" : kind;
  if (typeof value === wanted && (kind !== "integer" || Number.isInteger(value))) return value;
  if (context.reading === "file") {
    if (kind === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
    if (kind === "boolean" && (value === "true" || value === "false")) return value === "true";
    if (kind === "integer" && typeof value === "string" && /^-?\d+$/.test(value)) return Number(value);
  }
  return wrongType(value, path, name, GO_TYPES[kind], context);
}

function decodeDuration(value: unknown, path: string, name: string, context: Context): unknown {
  // A bare number is of nanoseconds, as Go's durations are.
  if (typeof value === "number") return value / 1e6;
  if (typeof value !== "string") return wrongType(value, path, name, "time.Duration", context);
  if (value === "") return 0;
  const parsed = parseDuration(value);
  if (parsed.ok) return parsed.ns / 1e6;
  mistake(context, "duration", path, parsed.text);
  return undefined;
}

function wrongType(value: unknown, path: string, name: string, type: string, context: Context): undefined {
  mistake(context, "type", path, cannotUnmarshal(value, name, type));
  return undefined;
}

function cannotUnmarshal(value: unknown, name: string, type: string): string {
  const found = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  const word = found === "boolean" ? "bool" : found;
  return name.includes(".")
    ? `json: cannot unmarshal ${word} into Go struct field ${name} of type ${type}`
    : `json: cannot unmarshal ${word} into Go value of type ${type}`;
}

function mistake(context: Context, kind: Mistake["kind"], path: string, text: string): void {
  context.mistakes.push({ kind, path, text });
}

const nameTables = new WeakMap<Fields, { request: Map<string, string>; file: Map<string, string> }>();

function namesOf(fields: Fields, reading: Reading): ReadonlyMap<string, string> {
  let tables = nameTables.get(fields);
  if (tables === undefined) {
    tables = { request: new Map(), file: new Map() };
    for (const [name, field] of Object.entries(fields.fields)) {
      tables.request.set(name.toLowerCase(), name);
      tables.file.set(spelling(name), name);
      for (const alias of field.aliases ?? []) {
        tables.request.set(alias, name);
        tables.file.set(spelling(alias), name);
      }
    }
    nameTables.set(fields, tables);
  }
  return tables[reading];
}

/** Files may write `check_id`, `CheckID` or `checkId`. */
function spelling(key: string): string {
  return key.replaceAll("_", "").toLowerCase();
}
