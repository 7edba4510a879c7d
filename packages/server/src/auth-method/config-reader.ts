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
    const value = this.#take(name);
    if (value === undefined || value === null) return "";
    if (typeof value === "string") return value;
    if (typeof value === "number") return String(value);
    if (typeof value === "boolean") return value ? "1" : "0";
    this.#wrong(name, "string", value);
    return "";
  }

  flag(name: string): boolean {
    const value = this.#take(name);
    if (value === undefined || value === null || value === "") return false;
    if (typeof value === "boolean") return value;
    if (typeof value === "number") return value !== 0;
    if (typeof value === "string" && /^(1|0|t|f|true|false)$/i.test(value))
      return /^(1|t|true)$/i.test(value);
    this.#wrong(name, "bool", value);
    return false;
  }

  /** In milliseconds; a number is nanoseconds. */
  durationMs(name: string): number {
    const value = this.#take(name);
    if (value === undefined || value === null || value === "") return 0;
    const ns =
      typeof value === "number" ? value : typeof value === "string" ? parseDurationNs(value) : undefined;
    if (ns === undefined) this.#wrong(name, "time.Duration", value);
    return (ns ?? 0) / 1e6;
  }

  /** One text is a list of one. */
  texts(name: string): readonly string[] {
    const value = this.#take(name);
    if (value === undefined || value === null || value === "") return [];
    if (typeof value === "string") return [value];
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value as string[];
    this.#wrong(name, "[]string", value);
    return [];
  }

  textMap(name: string): ReadonlyMap<string, string> {
    const value = this.#take(name);
    if (value === undefined || value === null) return new Map();
    const pairs = typeof value === "object" && !Array.isArray(value) ? Object.entries(value) : undefined;
    if (pairs?.every((pair): pair is [string, string] => typeof pair[1] === "string") === true)
      return new Map(pairs);
    this.#wrong(name, "map[string]string", value);
    return new Map();
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
    const got = Array.isArray(value)
      ? "[]interface {}"
      : typeof value === "object"
        ? "map[string]interface {}"
        : typeof value;
    const shown = typeof value === "string" ? `, value: ${goQuote(value)}` : "";
    this.#mistakes.push(`'${name}' expected type '${wanted}', got unconvertible type '${got}'${shown}`);
  }
}
