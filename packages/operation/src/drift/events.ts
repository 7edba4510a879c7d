import type { Diagnostic } from "@tutti/hcl";
import type { AttributeDifference } from "../history/state-difference.ts";

/** An object that is not what the state says of it. */
export interface Drift {
  readonly address: string;
  readonly change: "changed" | "gone";
  /** Down to single values; of what is gone there are none. */
  readonly attributes: readonly AttributeDifference[];
  /** When it was seen first in this form: milliseconds since 1970. */
  readonly seenAt: number;
}

/** What hears of an object: the world's own events, a reading now and then, or nothing yet. */
export type Hearing = "events" | "pace" | "starting";

/** Why nothing can be looked at, with the texts of the files that it stands in. */
export interface Unseeing {
  readonly diagnostics: readonly Diagnostic[];
  readonly sources: ReadonlyMap<string, string>;
}

/** What happens while drift is watched, as it happens. */
export type DriftEvent =
  /** All objects were looked at once; it is told again when other objects stand in the state. */
  | { readonly kind: "watching"; readonly byEvents: number; readonly byPace: number }
  | { readonly kind: "drift"; readonly drift: Drift }
  /** It is again what the state says of it, or the state says now what it is. */
  | { readonly kind: "settled"; readonly address: string }
  /** It could not be looked at: nothing is known of it now. */
  | { readonly kind: "unseen"; readonly address: string; readonly why: string }
  /** Why nothing can be watched at present; it is tried again. */
  | ({ readonly kind: "blind" } & Unseeing)
  /** The agent does not take what is told; it is told again all the same. */
  | { readonly kind: "untold"; readonly why: string }
  | { readonly kind: "heal-start"; readonly addresses: readonly string[] }
  | { readonly kind: "healed"; readonly addresses: readonly string[]; readonly elapsedMs: number }
  | { readonly kind: "heal-refused"; readonly addresses: readonly string[]; readonly why: string };
