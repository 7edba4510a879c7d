import { type Authorizer, allowAll } from "../rights/authorizer.ts";
import { createRuleSet } from "./rule-set.ts";
import type { Rule } from "./rules.ts";

/** What a token may, as data: whoever has it can decide alone. Equal ids say the same. */
export type Grants =
  | { readonly id: string; readonly everything: true }
  | {
      readonly id: string;
      readonly everything: false;
      readonly rules: readonly Rule[];
      /** What holds where no rule says anything. */
      readonly allowByDefault: boolean;
    };

/** Of a management token, and of everybody while access control is off. */
export const ALL_GRANTED: Grants = { id: allowAll.id, everything: true };

/** Decides by what was granted. */
export function authorizerOf(grants: Grants): Authorizer {
  return grants.everything ? allowAll : createRuleSet(grants.id, grants.rules, grants.allowByDefault);
}
