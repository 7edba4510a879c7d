/** What `random_string` and `random_password` have in common: the arguments, their rules, and the drawing. */

import {
  type AttributeDefinition,
  computed,
  type Fields,
  optional,
  optionalComputed,
  type ProviderDiagnostic,
  ProviderFailure,
  required,
} from "@tutti/plugin";
import type { Random } from "@tutti/runtime";
import { BOOL, NUMBER, STRING } from "@tutti/values";
import { atLeast, invalidCombination, invalidValue } from "../attribute-rules.ts";
import { utilityError } from "../errors.ts";
import { drawBy, shuffled } from "./seeded.ts";

/** The kinds of characters, with the argument that allows each and the one that says how many there must be. */
const KINDS = [
  { allow: "upper", least: "min_upper", characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ" },
  { allow: "lower", least: "min_lower", characters: "abcdefghijklmnopqrstuvwxyz" },
  { allow: "numeric", least: "min_numeric", characters: "0123456789" },
  { allow: "special", least: "min_special", characters: "!@#$%&*()-_=+[]{}<>:?" },
] as const;

type Attributes = Readonly<Record<string, AttributeDefinition>>;

const allowed = (what: string) =>
  optional(BOOL, {
    default: true,
    forceNew: true,
    description: `Whether ${what} may be among them; by default yes.`,
  });
const least = (what: string) =>
  optional(NUMBER, { default: 0, forceNew: true, description: `How many ${what} there are at least.` });

/** The arguments by which a text is drawn once. */
export const TEXT_ARGUMENTS: Attributes = {
  length: required(NUMBER, {
    forceNew: true,
    description: "How many characters; 1 at least, and no fewer than all `min_` together.",
  }),
  upper: allowed("capital letters"),
  lower: allowed("small letters"),
  special: allowed("special characters"),
  numeric: optionalComputed(BOOL, {
    forceNew: true,
    description: "Whether digits may be among them; by default yes.",
  }),
  min_upper: least("capital letters"),
  min_lower: least("small letters"),
  min_numeric: least("digits"),
  min_special: least("special characters"),
  override_special: optional(STRING, {
    description: "Other special characters than `!@#$%&*()-_=+[]{}<>:?`.",
  }),
};

/** The same for a text that stays, with what older versions of the provider called an argument. */
export const KEPT_TEXT_ARGUMENTS: Attributes = {
  ...TEXT_ARGUMENTS,
  number: optionalComputed(BOOL, { forceNew: true, deprecated: true, description: "Use `numeric`." }),
  id: computed(STRING),
};

/** What the schema cannot say of these arguments. */
export function textMistakes(config: Fields): readonly ProviderDiagnostic[] {
  const mistakes = [...atLeast(config, "length", 1)];
  const length = config.number("length");
  const sum = KINDS.reduce((total, { least }) => total + (config.number(least) ?? 0), 0);
  const isKnown = KINDS.every(({ least }) => !config.isUnknown(least));
  if (length !== undefined && isKnown && length < sum) {
    const names = KINDS.map(({ least }) => least).join(" + ");
    mistakes.push(
      invalidValue("length", `Attribute length value must be at least sum of ${names}, got: ${length}`),
    );
  }
  for (const name of ["number", "numeric"] as const) {
    const none = [name, "special", "upper", "lower"].every((one) => config.bool(one) === false);
    if (!none) continue;
    const detail = "At least one attribute out of [special,upper,lower] must be specified as true";
    mistakes.push(invalidCombination(name, detail));
  }
  return mistakes;
}

/** `number` and `numeric` are one thing: what one of them says, or yes. */
export function digitsAllowed(config: Fields): boolean | undefined {
  if (config.isUnknown("number") || config.isUnknown("numeric")) return undefined;
  const number = config.bool("number");
  const numeric = config.bool("numeric");
  if (number !== undefined && numeric !== undefined && number !== numeric)
    throw new ProviderFailure(
      utilityError("number-and-numeric-differ"),
      "Number is deprecated, use numeric instead",
    );
  return numeric ?? number ?? true;
}

/** A text by these rules: as many of each kind as there must be, the rest of what is allowed, in any order. */
export function drawText(rules: Fields, random: Random): string {
  const kinds = KINDS.map(({ allow, least, characters }) => ({
    isAllowed: rules.bool(allow) !== false,
    least: rules.number(least) ?? 0,
    characters: [...((allow === "special" && rules.text("override_special")) || characters)],
  }));
  const all = kinds.flatMap(({ isAllowed, characters }) => (isAllowed ? characters : []));
  if (all.length === 0)
    throw new ProviderFailure(
      utilityError("random-read-error"),
      "No character may be in the text: upper, lower, numeric and special are all false.",
    );
  const draw = drawBy(undefined, random);
  const pick = (characters: readonly string[]): string => characters[draw(characters.length)] ?? "";
  const text = kinds.flatMap(({ characters, least }) =>
    Array.from({ length: least }, () => pick(characters)),
  );
  while (text.length < (rules.number("length") ?? 0)) text.push(pick(all));
  return shuffled(text, draw).join("");
}

/** The arguments that an imported text has: what it is, and the defaults. */
export const IMPORTED_TEXT = { numeric: true, number: true } as const;

/** `override_special` counts, but for an empty text that becomes nothing: one version wrote that by itself. */
export function specialChanged(planned: Fields, prior: Fields): boolean {
  if (planned.isUnknown("override_special")) return false;
  const now = planned.string("override_special");
  const before = prior.string("override_special");
  return now !== before && !(now === undefined && before === "");
}

/** What a state of an older version lacks: versions to 3.3.1 imported texts without the arguments. */
export function upgradedText(
  stored: Readonly<Record<string, unknown>>,
  result: string,
): Readonly<Record<string, string | number | boolean>> {
  const number = typeof stored["number"] === "boolean" ? stored["number"] : true;
  const out: Record<string, string | number | boolean> = { number, numeric: number };
  if (typeof stored["length"] !== "number") out["length"] = Buffer.byteLength(result);
  for (const name of ["upper", "lower", "special"]) if (typeof stored[name] !== "boolean") out[name] = true;
  for (const { least } of KINDS) if (typeof stored[least] !== "number") out[least] = 0;
  return out;
}
