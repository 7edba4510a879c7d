import { editDistance } from "@tutti/values";

/** Names further apart than this are not meant. */
const EDITS_MAX = 2;

/** For "did you mean": the first of `names` at most two edits away from what was given. */
export function nameSuggestion(given: string, names: Iterable<string>): string | undefined {
  for (const name of names) if (editDistance(given, name, EDITS_MAX) <= EDITS_MAX) return name;
  return undefined;
}

/** As `nameSuggestion`, where the names have no order of their own: the nearest one, of equals the first by name. */
export function closestName(given: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = EDITS_MAX + 1;
  for (const name of names) {
    const distance = editDistance(given, name, EDITS_MAX);
    if (distance < bestDistance || (distance === bestDistance && best !== undefined && name < best)) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}
