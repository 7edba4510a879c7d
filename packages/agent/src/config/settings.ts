import type { KeyValues } from "./keys.ts";
import type { WORKING_KEYS, WorkingKey } from "./working-keys.ts";

/** What was given, decoded against the table of keys and merged. Only keys that do something can be read. */
export class Settings {
  readonly #values: Readonly<Record<string, unknown>>;

  constructor(values: Readonly<Record<string, unknown>>) {
    this.#values = values;
  }

  /** The value of a key; undefined where it was not given. A text that is empty counts as not given. */
  get<Path extends WorkingKey>(path: Path): KeyValues[(typeof WORKING_KEYS)[Path]] | undefined {
    const value = this.said(path);
    return value === "" ? undefined : value;
  }

  /** The same where an empty text says something: that there shall be none, whatever the default. */
  said<Path extends WorkingKey>(path: Path): KeyValues[(typeof WORKING_KEYS)[Path]] | undefined {
    // Decoding has seen to it that the value is of the key's kind.
    return valueAt(this.#values, path) as KeyValues[(typeof WORKING_KEYS)[Path]] | undefined;
  }
}

/** What stands at a path of decoded values. */
export function valueAt(values: Readonly<Record<string, unknown>>, path: string): unknown {
  let at: unknown = values;
  for (const part of partsOf(path)) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[part];
  }
  return at;
}

/** The names on the way to a key. One of Consul's keys has a dot in its name, before a digit. */
export function partsOf(path: string): readonly string[] {
  return path.split(/\.(?=[a-z])/);
}
