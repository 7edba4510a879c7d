/**
 * What a watch was given, as each type takes what it knows out of it. The first
 * thing that is wrong is kept in Consul's words; what comes after it is not looked at.
 */
export class WatchParameters {
  readonly #left: Map<string, unknown>;
  #mistake: string | undefined;

  constructor(given: Readonly<Record<string, unknown>>) {
    this.#left = new Map(Object.entries(given));
  }

  /** A text; empty where it was not given. */
  text(name: string): string {
    const value = this.#take(name);
    if (value === undefined) return "";
    if (typeof value === "string") return value;
    this.refuse(`Expecting ${name} to be a string`);
    return "";
  }

  flag(name: string): boolean {
    const value = this.#take(name);
    if (value === undefined) return false;
    if (typeof value === "boolean") return value;
    this.refuse(`Expecting ${name} to be a boolean`);
    return false;
  }

  /** One text or several. */
  texts(name: string): readonly string[] {
    const value = this.#take(name);
    if (value === undefined) return [];
    if (typeof value === "string") return [value];
    if (!Array.isArray(value)) {
      this.refuse(`Expecting ${name} to be a string or []string`);
      return [];
    }
    const wrong = value.findIndex((one) => typeof one !== "string");
    if (wrong >= 0) this.refuse(`Index ${wrong} of ${name} expected to be string`);
    return wrong >= 0 ? [] : (value as readonly string[]);
  }

  refuse(mistake: string): void {
    this.#mistake ??= mistake;
  }

  /** What is wrong: the first mistake, or what nobody took. */
  get mistake(): string | undefined {
    if (this.#mistake !== undefined || this.#left.size === 0) return this.#mistake;
    return `Invalid parameters: [${[...this.#left.keys()].sort().join(" ")}]`;
  }

  /** True once something is wrong that is not only too much. */
  get isRefused(): boolean {
    return this.#mistake !== undefined;
  }

  #take(name: string): unknown {
    const value = this.#left.get(name);
    this.#left.delete(name);
    return value;
  }
}
