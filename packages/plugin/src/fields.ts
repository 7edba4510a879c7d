import { children, type Value } from "@tutti/values";
import { isList, isRecord, type Plain, type PlainRecord, toPlainRecord } from "./plain.ts";

/** As plain data has what is too large for a number. */
const WHOLE = /^-?\d+$/;

function numberOf(plain: Plain | undefined): number | undefined {
  return typeof plain === "number" ? plain : undefined;
}

/**
 * Typed reading of a plain record: a handler asks for what its schema
 * promised. Null, unknown and what has another type are undefined.
 */
export class Fields {
  readonly record: PlainRecord;
  readonly #value: Value | undefined;

  constructor(record: PlainRecord, value?: Value) {
    this.record = record;
    this.#value = value;
  }

  static of(value: Value): Fields {
    return new Fields(toPlainRecord(value), value);
  }

  /** True where something is written whose value nobody knows yet; every other reading of it is undefined. */
  isUnknown(name: string): boolean {
    return this.#value?.isKnown === true && this.#value.asEntries.get(name)?.isUnknown === true;
  }

  /** True where no part of it is left open, or nobody knows of any. */
  isWhollyKnown(name: string): boolean {
    const value = this.#value?.isKnown === true ? this.#value.asEntries.get(name) : undefined;
    return value === undefined || value.isWhollyKnown;
  }

  string(name: string): string | undefined {
    const found = this.record[name];
    return typeof found === "string" ? found : undefined;
  }

  /** For required and defaulted attributes: the empty text stands for what is not known yet. */
  text(name: string): string {
    return this.string(name) ?? "";
  }

  /** A large one is rounded. */
  number(name: string): number | undefined {
    const found = this.record[name];
    return typeof found === "string" && WHOLE.test(found) ? Number(found) : numberOf(found);
  }

  /** A whole number, exactly, however large it is. */
  whole(name: string): bigint | undefined {
    const found = this.record[name];
    if (typeof found === "string" && WHOLE.test(found)) return BigInt(found);
    const number = numberOf(found);
    return Number.isSafeInteger(number) && number !== undefined ? BigInt(number) : undefined;
  }

  bool(name: string): boolean | undefined {
    const found = this.record[name];
    return typeof found === "boolean" ? found : undefined;
  }

  /** Texts of a list or set; empty where there is none. */
  strings(name: string): readonly string[] {
    const found = this.record[name];
    return isList(found) ? found.filter((item) => typeof item === "string") : [];
  }

  /** Entries of a map of texts. */
  map(name: string): ReadonlyMap<string, string> {
    const found = this.record[name];
    const out = new Map<string, string>();
    if (isRecord(found)) {
      for (const [key, item] of Object.entries(found)) if (typeof item === "string") out.set(key, item);
    }
    return out;
  }

  /** Nested blocks of a list or set, in order. */
  blocks(name: string): readonly Fields[] {
    const found = this.record[name];
    const value = this.#value?.isKnown === true ? this.#value.asEntries.get(name) : undefined;
    if (isRecord(found)) return [new Fields(found, value)];
    // Beside each its value, which knows what is not known yet.
    const values = value === undefined ? [] : [...children(value)];
    return isList(found)
      ? found.flatMap((item, at) => (isRecord(item) ? [new Fields(item, values[at])] : []))
      : [];
  }

  /** The first, for blocks of which there is one at most. */
  block(name: string): Fields | undefined {
    return this.blocks(name)[0];
  }

  /** Nested blocks keyed by their label. */
  labelled(name: string): ReadonlyMap<string, Fields> {
    const found = this.record[name];
    const out = new Map<string, Fields>();
    if (isRecord(found)) {
      for (const [key, item] of Object.entries(found)) if (isRecord(item)) out.set(key, new Fields(item));
    }
    return out;
  }

  plain(name: string): Plain {
    return this.record[name] ?? null;
  }
}
