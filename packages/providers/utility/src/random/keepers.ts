import { type AttributeDefinition, type Fields, optional } from "@tutti/plugin";
import { mapType, STRING } from "@tutti/values";

const DESCRIPTION = "Texts of any kind; a change draws anew.";

/** What a random value is kept for. */
export const KEEPERS: AttributeDefinition = optional(mapType(STRING), { description: DESCRIPTION });

/** The same of a type for which every change of it counts. */
export const STRICT_KEEPERS: AttributeDefinition = optional(mapType(STRING), {
  forceNew: true,
  description: DESCRIPTION,
});

/**
 * Whether other keepers draw a value anew. Those that are null do not count:
 * states of older versions of the provider did not hold them.
 */
export function keepersChanged(planned: Fields, prior: Fields): boolean {
  if (planned.isUnknown("keepers")) return true;
  const now = planned.map("keepers");
  const before = prior.map("keepers");
  return now.size !== before.size || [...now].some(([key, text]) => before.get(key) !== text);
}

/** For types of which nothing but the keepers needs a word. */
export function replaceWithKeepers(
  planned: Fields,
  prior: Fields | undefined,
): { replace?: readonly string[] } {
  return prior !== undefined && keepersChanged(planned, prior) ? { replace: ["keepers"] } : {};
}
