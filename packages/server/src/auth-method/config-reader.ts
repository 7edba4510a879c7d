import { goQuote, parseDurationNs } from "@tutti/values";

/**
 * The configuration of an auth method, read member by member: names in any
 * case, values of a kind near enough, as Consul reads it; what nobody asked
 * for is a mistake.
 */
export class ConfigReader {
  readonly #left: Map<string, readonly [name: string, value: unknown]>;
  #mistakes: string[] = [];

  constructor(config: Readonly<Record<string, unknown>>) {
    this.#left = new Map(
      Object.entries(config).map(([name, value]) => [name.toLowerCase(), [name, value] as const]),
    );
  }

  text(name: string): string {
    return this.#text(name, this.#take(name));
  }

  flag(name: string): boolean {
    const value = this.#take(name);
    if (isNothing(value) || value === "") return false;
    if (typeof value === "boolean") return value;
    if (typeof value === "number") return value !== 0;
    if (typeof value !== "string") this.#wrong(name, "bool", value);
    else if (/^(1|0|t|f|true|false)$/i.test(value)) return /^(1|t|true)$/i.test(value);
    else this.#unparsed(name, "bool", "ParseBool", value);
    return false;
  }

  /** In milliseconds; a number is nanoseconds, written as a text or not. A text of a duration is ours: Consul 1.9 takes none. */
  durationMs(name: string): number {
    const value = this.#take(name);
    if (isNothing(value)) return 0;
    if (typeof value === "number" || typeof value === "boolean") return Number(value) / 1e6;
    if (typeof value !== "string") {
      this.#wrong(name, "time.Duration", value);
      return 0;
    }
    const ns = /^[+-]?\d+$/.test(value) ? Number(value) : parseDurationNs(value);
    if (ns === undefined) this.#unparsed(name, "int", "ParseInt", value);
    return (ns ?? 0) / 1e6;
  }

  /** What is no list is a list of one, and nothing in it is an empty text. */
  texts(name: string): readonly string[] {
    const value = this.#take(name);
    if (isNothing(value) || value === "" || isEmptyRecord(value)) return [];
    const all = Array.isArray(value) ? value : undefined;
    return (all ?? [value]).map((one, at) =>
      this.#text(all === undefined && !isRecord(value) ? name : `${name}[${at}]`, one),
    );
  }

  textMap(name: string): ReadonlyMap<string, string> {
    return new Map(this.#pairs(name, this.#take(name)));
  }

  /** A list is all the maps in it. */
  #pairs(name: string, value: unknown): readonly (readonly [string, string])[] {
    if (isNothing(value)) return [];
    if (Array.isArray(value)) return value.flatMap((one, at) => this.#pairs(`${name}[${at}]`, one));
    if (isRecord(value))
      return Object.entries(value).map(([key, one]) => [key, this.#text(`${name}[${key}]`, one)] as const);
    this.#mistakes.push(`'${name}' expected a map, got '${goKind(value)}'`);
    return [];
  }

  #text(name: string, value: unknown): string {
    if (isNothing(value)) return "";
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    if (typeof value === "boolean") return value ? "1" : "0";
    this.#wrong(name, "string", value);
    return "";
  }

  /** What is wrong with all of it. */
  get mistake(): string | undefined {
    const unknown = [...this.#left.values()].map(([name]) => name).sort();
    const all = [
      ...this.#mistakes,
      ...(unknown.length === 0 ? [] : [`'' has invalid keys: ${unknown.join(", ")}`]),
    ].sort();
    return all.length === 0
      ? undefined
      : `error decoding config: ${all.length} error(s) decoding:\n\n* ${all.join("\n* ")}`;
  }

  #take(name: string): unknown {
    const found = this.#left.get(name.toLowerCase());
    this.#left.delete(name.toLowerCase());
    return found?.[1];
  }

  #wrong(name: string, wanted: string, value: unknown): void {
    this.#mistakes.push(`'${name}' expected type '${wanted}', got unconvertible type '${goKind(value)}'`);
  }

  #unparsed(name: string, wanted: string, by: string, value: string): void {
    this.#mistakes.push(
      `cannot parse '${name}' as ${wanted}: strconv.${by}: parsing ${goQuote(value)}: invalid syntax`,
    );
  }
}

function isNothing(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmptyRecord(value: unknown): boolean {
  return isRecord(value) && Object.keys(value).length === 0;
}

/** What Go calls the kind of a value that was JSON. */
function goKind(value: unknown): string {
  if (typeof value === "boolean") return "bool";
  if (typeof value === "number") return "float64";
  if (typeof value === "string") return "string";
  return Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}
