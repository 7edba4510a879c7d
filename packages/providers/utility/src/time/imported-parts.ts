import { type PlainRecord, ProviderFailure } from "@tutti/plugin";
import { utilityError } from "../errors.ts";

/** What an id to import says: a timestamp, and numbers by the names that were asked for. */
interface ImportedParts {
  readonly base: string;
  readonly numbers: PlainRecord;
  /** 0 where it was left empty. */
  readonly number: (name: string) => number;
}

/** `2020-01-01T00:00:00Z,1,,,,`: the timestamp, and a place for each number, of which one at least is filled. */
export function importedParts(id: string, baseName: string, names: readonly string[]): ImportedParts {
  const [base = "", ...texts] = id.split(",");
  const isWhole = (text: string): boolean => text === "" || /^[+-]?\d+$/.test(text);
  if (
    base === "" ||
    texts.length !== names.length ||
    texts.every((text) => text === "") ||
    !texts.every(isWhole)
  ) {
    const places = names.map((name) => name.slice(name.indexOf("_") + 1).toUpperCase());
    throw new ProviderFailure(
      utilityError("unexpected-format-of-id"),
      `Unexpected format of ID ("${id}"), expected ${[baseName, ...places].join(",")} where at least one number is non-empty`,
    );
  }
  const numbers: Record<string, number | null> = {};
  for (const [at, name] of names.entries()) numbers[name] = texts[at] === "" ? null : Number(texts[at]);
  return { base, numbers, number: (name) => numbers[name] ?? 0 };
}
