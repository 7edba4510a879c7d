import { type Outcome, Refusal } from "../state/refusal.ts";
import { parseRules, type Rule } from "./rules.ts";
import { translateRules } from "./translate-rules.ts";

/** Rules of before 1.4 by what they come to. */
export function parseLegacy(rules: string): Outcome<readonly Rule[]> {
  const translated = rules === "" ? "" : translateRules(rules);
  // What cannot be read at all is told as of rules of today.
  return parseRules(translated instanceof Refusal ? rules : translated);
}
