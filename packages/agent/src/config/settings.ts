/** Decoded settings (`decodeFields`), read by name with what holds where nothing is said. */
export class Settings {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** As it was given; undefined where it was not. */
  value(name: string): unknown {
    return this.#values[name];
  }

  text(name: string, otherwise: string): string {
    return this.textOrUndefined(name) ?? otherwise;
  }

  /** Empty is as good as left out. */
  textOrUndefined(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  }

  flag(name: string, otherwise = false): boolean {
    const value = this.#values[name];
    return typeof value === "boolean" ? value : otherwise;
  }

  whole(name: string, otherwise: number): number {
    const value = this.#values[name];
    return typeof value === "number" ? value : otherwise;
  }

  /** A duration. */
  ms(name: string, otherwise: number): number {
    return this.whole(name, otherwise);
  }

  list(name: string): readonly unknown[] {
    const value = this.#values[name];
    return Array.isArray(value) ? (value as unknown[]) : [];
  }

  texts(name: string): readonly string[] {
    return this.list(name).filter((item): item is string => typeof item === "string");
  }

  map(name: string): Readonly<Record<string, string>> {
    const entries = Object.entries(this.#record(name));
    return Object.fromEntries(
      entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"),
    );
  }

  numbers(name: string): ReadonlyMap<string, number> {
    const entries = Object.entries(this.#record(name));
    return new Map(entries.filter((entry): entry is [string, number] => typeof entry[1] === "number"));
  }

  /** The settings below a name; none where there is nothing. */
  at(name: string): Settings {
    return new Settings(this.#record(name));
  }

  #record(name: string): Readonly<Record<string, unknown>> {
    const value = this.#values[name];
    const one = Array.isArray(value) && value.length === 1 ? (value[0] as unknown) : value;
    return typeof one === "object" && one !== null && !Array.isArray(one)
      ? (one as Record<string, unknown>)
      : {};
  }
}
