/**
 * Levenshtein's distance between two texts, by characters: how many have to be
 * put in, left out or exchanged. Beyond `most` it is told as `most + 1`, and
 * found without looking further.
 */
export function editDistance(a: string, b: string, most = Number.POSITIVE_INFINITY): number {
  const from = [...a];
  const to = [...b];
  const beyond = most + 1;
  if (Math.abs(from.length - to.length) > most) return beyond;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, character] of from.entries()) {
    const next = [i + 1];
    let least = i + 1;
    for (const [j, other] of to.entries()) {
      const exchange = (row[j] ?? 0) + (character === other ? 0 : 1);
      const value = Math.min(exchange, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1);
      next.push(value);
      least = Math.min(least, value);
    }
    if (least > most) return beyond;
    row = next;
  }
  return Math.min(beyond, row.at(-1) ?? 0);
}
