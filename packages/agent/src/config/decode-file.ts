import { parseDuration } from "@tutti/values";
import type { Field, Fields } from "./fields.ts";

/** What is wrong with a file: all of it, wrong types apart from keys that there are not. */
export interface FileMistakes {
  /** In mapstructure's words, which Consul shows. */
  readonly types: readonly string[];
  /** Paths of keys that there are not, as they were written. */
  readonly unknown: readonly string[];
  readonly durations: readonly string[];
}

export type DecodedFile =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly mistakes: FileMistakes };

/** What Go makes of a number there: messages name it. */
export type FileFormat = "json" | "hcl";

/**
 * A file's data by a table of fields: names in any case, durations in
 * milliseconds, wrong types refused as Consul refuses them. Where no list is
 * wanted a list of one will do, and where a list of records is, one record: a
 * block of HCL is both.
 */
export function decodeFile(value: unknown, fields: Fields, format: FileFormat): DecodedFile {
  const decoder = new FileDecoder(format);
  const record = decoder.record(value, fields, "");
  const { types, unknown, durations } = decoder;
  const wrong = types.length + unknown.length + durations.length > 0;
  if (record !== undefined && !wrong) return { ok: true, value: record };
  return { ok: false, mistakes: { types: types.sort(), unknown, durations } };
}

class FileDecoder {
  readonly types: string[] = [];
  readonly unknown: string[] = [];
  readonly durations: string[] = [];
  readonly #format: FileFormat;

  constructor(format: FileFormat) {
    this.#format = format;
  }

  record(value: unknown, fields: Fields, path: string): Readonly<Record<string, unknown>> | undefined {
    const record = recordOf(value);
    if (record === undefined) {
      this.types.push(`'${path}' expected a map, got '${this.#kindOf(theOne(value) ?? value)}'`);
      return undefined;
    }
    const names = namesOf(fields);
    const out: Record<string, unknown> = {};
    for (const [key, content] of Object.entries(record)) {
      const name = names.get(key.toLowerCase());
      const field = name === undefined ? undefined : fields.fields[name];
      const below = path === "" ? key : `${path}.${key}`;
      if (name === undefined || field === undefined) this.unknown.push(below);
      else if (content !== null) out[name] = this.#field(content, field, below);
    }
    return out;
  }

  #field(given: unknown, field: Field, path: string): unknown {
    const value = isScalar(field) ? theOne(given) : given;
    if (value === null) return undefined;
    switch (field.kind) {
      case "any":
        return value;
      case "object":
        return this.record(value, field.of, path);
      case "list":
        return field.isOne === true ? this.#one(value, field.of, path) : this.#list(value, field.of, path);
      case "map":
        return this.#map(value, field.of, path);
      case "duration":
        return this.#duration(value, path);
      default:
        return this.#scalar(value, field.kind, path);
    }
  }

  #list(value: unknown, of: Field, path: string): unknown {
    if (Array.isArray(value)) return value.map((item, at) => this.#field(item, of, `${path}[${at}]`));
    if (this.#format === "hcl" && recordOf(value) !== undefined)
      return [this.#field(value, of, `${path}[0]`)];
    this.types.push(`'${path}': source data must be an array or slice, got ${this.#kindOf(value)}`);
    return undefined;
  }

  /** Several blocks of HCL are several, which Consul refuses. */
  #one(value: unknown, of: Field, path: string): unknown {
    if (Array.isArray(value) && value.length > 1 && this.#format === "hcl")
      return this.#list(value, of, path);
    const one = this.#field(value, of, path);
    return one === undefined ? undefined : [one];
  }

  #map(value: unknown, of: Field, path: string): unknown {
    const record = recordOf(value);
    if (record === undefined) {
      this.types.push(`'${path}' expected a map, got '${this.#kindOf(value)}'`);
      return undefined;
    }
    const entries = Object.entries(record);
    return Object.fromEntries(entries.map(([key, item]) => [key, this.#field(item, of, `${path}[${key}]`)]));
  }

  #duration(value: unknown, path: string): unknown {
    if (typeof value !== "string") return this.#wrong(value, "string", path);
    const parsed = parseDuration(value);
    if (parsed.ok) return parsed.ns / 1e6;
    this.durations.push(`${path}: invalid duration: ${JSON.stringify(value)}: ${parsed.text}`);
    return undefined;
  }

  #scalar(value: unknown, kind: keyof typeof GO_TYPES, path: string): unknown {
    if (typeof value !== (kind === "integer" || kind === "count" ? "number" : kind))
      return this.#wrong(value, GO_TYPES[kind], path);
    if (typeof value !== "number" || kind === "number") return value;
    if (!Number.isInteger(value)) {
      this.types.push(`'${path}' expected type '${GO_TYPES[kind]}', got ${value}, which is no whole number`);
      return undefined;
    }
    if (kind === "integer" || value >= 0) return value;
    // Go knows numbers of JSON as fractions.
    this.types.push(
      `cannot parse '${path}', ${this.#format === "json" ? value.toFixed(6) : value} overflows uint`,
    );
    return undefined;
  }

  #wrong(value: unknown, wanted: string, path: string): undefined {
    this.types.push(`'${path}' expected type '${wanted}', got unconvertible type '${this.#typeOf(value)}'`);
  }

  /** Go's kind of a value. */
  #kindOf(value: unknown): string {
    if (Array.isArray(value)) return "slice";
    return typeof value === "object" ? "map" : this.#typeOf(value);
  }

  #typeOf(value: unknown): string {
    if (Array.isArray(value)) return "[]interface {}";
    if (typeof value === "object") return "map[string]interface {}";
    if (typeof value === "boolean") return "bool";
    if (typeof value === "string") return "string";
    return this.#format === "json" || !Number.isInteger(value) ? "float64" : "int";
  }
}

const GO_TYPES = {
  string: "string",
  boolean: "bool",
  integer: "int",
  count: "uint",
  number: "float64",
} as const;

function isScalar({ kind }: Field): boolean {
  return kind !== "any" && kind !== "object" && kind !== "list" && kind !== "map";
}

/** A list of one stands for what is in it, wherever no list is wanted. */
function theOne(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const one = theOne(value);
  return typeof one === "object" && one !== null && !Array.isArray(one)
    ? (one as Record<string, unknown>)
    : undefined;
}

const nameTables = new WeakMap<Fields, ReadonlyMap<string, string>>();

/** Every spelling of a table's names, in lower case; those of the API (`CheckID`) also with underscores. */
function namesOf(fields: Fields): ReadonlyMap<string, string> {
  const known = nameTables.get(fields);
  if (known !== undefined) return known;
  const table = new Map<string, string>();
  for (const [name, field] of Object.entries(fields.fields)) {
    for (const spelling of [name, snakeCase(name), ...(field.aliases ?? [])]) {
      table.set(spelling.toLowerCase(), name);
    }
  }
  nameTables.set(fields, table);
  return table;
}

/** `DeregisterCriticalServiceAfter` as `Deregister_Critical_Service_After`; `CheckID` as `Check_ID`. */
export function snakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, "_");
}
