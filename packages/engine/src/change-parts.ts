/** The changes of a plan without a look at those that stay as they are together. */

import type { ChangePart, KeptPart, Plan, ResourceChange } from "./plan.ts";

type Changes = Pick<Plan, "changes" | "parts">;

export function isKeptPart(part: ChangePart): part is KeptPart {
  return "keys" in part;
}

/** In the plan's order. */
export function partsOf(plan: Changes): readonly ChangePart[] {
  return plan.parts ?? plan.changes;
}

/** Without what stays together. */
export function movingChanges(parts: readonly ChangePart[]): readonly ResourceChange[] {
  return parts.filter((part): part is ResourceChange => !isKeptPart(part));
}

/** The same, each at its place among all changes of the plan. */
export function placedChanges(parts: readonly ChangePart[]): readonly (ResourceChange | undefined)[] {
  const placed: ResourceChange[] = [];
  let place = 0;
  for (const part of parts) {
    if (isKeptPart(part)) place += part.keys.length;
    else {
      placed[place] = part;
      place += 1;
    }
  }
  return placed;
}

/** Only who applies, saves or shows a plan as JSON asks for them. */
export type LatePart = "actions" | "relevantAttributes";

/** A plan of these changes: who asks for a late part, or for all that stays, has it made. */
export function planOf(
  rest: Omit<Plan, LatePart | "changes" | "parts">,
  all: readonly ChangePart[],
  make: { readonly [Part in LatePart]: () => Plan[Part] },
): Plan {
  const moving = movingChanges(all);
  const isAll = moving.length === all.length;
  const changes = once(() =>
    isAll
      ? moving
      : all.flatMap((part) => (isKeptPart(part) ? part.keys.map((key) => part.change(key)) : [part])),
  );
  const actions = once(make.actions);
  const relevant = once(make.relevantAttributes);
  return {
    ...rest,
    parts: isAll ? undefined : all,
    get changes() {
      return changes();
    },
    get actions() {
      return actions();
    },
    get relevantAttributes() {
      return relevant();
    },
  };
}

/** Made when it is first asked for; what it is made from is let go of then. */
function once<T>(make: () => T): () => T {
  let get = (): T => {
    const made = make();
    get = () => made;
    return made;
  };
  return () => get();
}
