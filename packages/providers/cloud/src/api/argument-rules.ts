/** Rules about arguments that a schema cannot say. What is not known yet breaks none. */

import { errorDiagnostic, type Fields, type ProviderDiagnostic } from "@tutti/plugin";
import type { Path } from "@tutti/values";
import { cloudError } from "../errors.ts";

/** What is wrong with what is written. */
export type Rule = (config: Fields, path: Path) => readonly ProviderDiagnostic[];

/** A mistake at an argument of the block at `path`. */
export function mistake(path: Path, name: string, detail: string): ProviderDiagnostic {
  return errorDiagnostic(cloudError("cloud-argument-not-allowed"), detail, [
    ...path,
    { kind: "attribute", name },
  ]);
}

/** None of them is the empty text. */
export function notEmpty(...names: readonly string[]): Rule {
  return (config, path) =>
    names
      .filter((name) => config.plain(name) === "" || config.strings(name).includes(""))
      .map((name) => mistake(path, name, `"${name}" must not be empty.`));
}

/** One of a few texts; `anyCase`: however they are written. */
export function oneOf(name: string, allowed: readonly string[], anyCase = false): Rule {
  return (config, path) => {
    const value = config.string(name);
    if (value === undefined) return [];
    const fits = anyCase
      ? allowed.some((one) => one.toLowerCase() === value.toLowerCase())
      : allowed.includes(value);
    return fits
      ? []
      : [mistake(path, name, `"${name}" is one of ${allowed.join(", ")}; "${value}" is none of them.`)];
  };
}

/** A number from `least` to `most`. */
export function between(name: string, least: number, most: number): Rule {
  return (config, path) => {
    const value = config.number(name);
    return value === undefined || (Number.isInteger(value) && value >= least && value <= most)
      ? []
      : [mistake(path, name, `"${name}" is a whole number from ${least} to ${most}; ${value} is not.`)];
  };
}

/** So many characters. */
export function lengthBetween(name: string, least: number, most: number): Rule {
  return (config, path) => {
    const value = config.string(name);
    return value === undefined || (value.length >= least && value.length <= most)
      ? []
      : [
          mistake(
            path,
            name,
            `"${name}" has from ${least} to ${most} characters; this one has ${value.length}.`,
          ),
        ];
  };
}

/** Texts of that form, of a text or of a list or set. */
export function matching(name: string, form: RegExp, words: string): Rule {
  return (config, path) =>
    [config.string(name) ?? [], config.strings(name)]
      .flat()
      .filter((value) => !form.test(value))
      .map((value) => mistake(path, name, `${words}; ${JSON.stringify(value)} does not.`));
}

/** Two arguments that exclude each other. */
export function notBoth(one: string, other: string): Rule {
  return (config, path) =>
    isWritten(config, one) && isWritten(config, other)
      ? [mistake(path, one, `"${one}" and "${other}" cannot stand together.`)]
      : [];
}

/** Where one is written, so is the other. */
export function together(one: string, other: string): Rule {
  return (config, path) =>
    isWritten(config, one) && !isWritten(config, other)
      ? [mistake(path, one, `"${one}" needs "${other}" beside it.`)]
      : [];
}

/** The rules of nested blocks, told where the first of them stands: elements of a set have no place of their own. */
export function inBlocks(name: string, ...rules: readonly Rule[]): Rule {
  return (config, path) => {
    const place: Path = [...path, { kind: "attribute", name }];
    return config
      .blocks(name)
      .flatMap((nested) => rules.flatMap((rule) => rule(nested, place)))
      .map((found) => ({ ...found, path: place }));
  };
}

/** Written, known or not; blocks where there is one. */
export function isWritten(config: Fields, name: string): boolean {
  if (config.isUnknown(name)) return true;
  const value = config.plain(name);
  return Array.isArray(value) ? value.length > 0 : value !== null;
}
