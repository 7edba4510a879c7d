import { toFloat64 } from "@tutti/values";
import type { BackendArgument, BackendSettings, Variables } from "./backend.ts";

/** The settings of a backend as they count: what is set, else what the environment says, else what holds by itself. */
export class BackendValues {
  readonly #arguments: ReadonlyMap<string, BackendArgument>;
  readonly #settings: BackendSettings;
  readonly #variables: Variables;

  constructor(declared: readonly BackendArgument[], settings: BackendSettings, variables: Variables) {
    this.#arguments = new Map(declared.map((argument) => [argument.name, argument]));
    this.#settings = settings;
    this.#variables = variables;
  }

  /** An empty text counts as none, as it does for Terraform's backends. */
  text(name: string): string | undefined {
    const value = this.#settings.get(name);
    const text = value === undefined || value.isNull || value.asString === "" ? undefined : value.asString;
    return text ?? this.#given(name) ?? this.#fallback(name);
  }

  flag(name: string): boolean {
    const value = this.#settings.get(name);
    if (value !== undefined && !value.isNull) return value.asBool;
    return isTrue(this.#given(name) ?? this.#fallback(name) ?? "");
  }

  whole(name: string): number {
    const value = this.#settings.get(name);
    if (value !== undefined && !value.isNull) return toFloat64(value.asNumber);
    return Number(this.#given(name) ?? this.#fallback(name) ?? 0);
  }

  /** The texts of a list, set or map, by key where they have one; undefined where it is left out. */
  texts(name: string): ReadonlyMap<string, string> | undefined {
    const value = this.#settings.get(name);
    if (value === undefined || value.isNull) return undefined;
    const isKeyed = value.type.kind === "object" || value.type.kind === "map";
    const entries = isKeyed
      ? [...value.asEntries]
      : [...value.asItems].map((item, at) => [String(at), item] as const);
    return new Map(entries.filter(([, item]) => !item.isNull).map(([key, item]) => [key, item.asString]));
  }

  /** Whether the block, a file or the command line says something. */
  isSet(name: string): boolean {
    return this.#settings.get(name)?.isNull === false;
  }

  #given(name: string): string | undefined {
    for (const variable of this.#arguments.get(name)?.environment ?? []) {
      const text = this.#variables.get(variable);
      if (text !== undefined && text !== "") return text;
    }
    return undefined;
  }

  #fallback(name: string): string | undefined {
    const fallback = this.#arguments.get(name)?.fallback;
    return fallback === undefined ? undefined : String(fallback);
  }
}

/** As Go reads a truth. */
function isTrue(text: string): boolean {
  return ["1", "t", "T", "TRUE", "true", "True"].includes(text);
}
