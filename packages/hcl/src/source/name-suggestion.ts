/** For "did you mean": the first of `names` at most two edits away from what was given. */
export function nameSuggestion(given: string, names: Iterable<string>): string | undefined {
  for (const name of names) if (editDistance(given, name) < 3) return name;
  return undefined;
}

/** Levenshtein's distance, or 3 where it is three or more. */
function editDistance(a: string, b: string): number {
  const from = [...a];
  const to = [...b];
  if (Math.abs(from.length - to.length) >= 3) return 3;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, char] of from.entries()) {
    const next = [i + 1];
    let least = i + 1;
    for (const [j, other] of to.entries()) {
      const substitute = (row[j] ?? 0) + (char === other ? 0 : 1);
      const value = Math.min(substitute, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1);
      next.push(value);
      least = Math.min(least, value);
    }
    if (least >= 3) return 3;
    row = next;
  }
  return Math.min(3, row.at(-1) ?? 0);
}

/** As `nameSuggestion`, where the names have no order of their own: the nearest one, of equals the first by name. */
export function closestName(given: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let bestDistance = 3;
  for (const name of names) {
    const distance = editDistance(given, name);
    if (distance < bestDistance || (distance === bestDistance && best !== undefined && name < best)) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}
