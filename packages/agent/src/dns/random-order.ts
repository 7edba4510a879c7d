/** A fair shuffle (Fisher-Yates) of a copy; `pick(n)` gives a whole number below n. */
export function randomOrder<T>(items: readonly T[], pick: (below: number) => number): T[] {
  const out = [...items];
  for (let at = out.length - 1; at > 0; at--) {
    const other = pick(at + 1);
    const [a, b] = [out[at], out[other]];
    // no mutant: both are there, which types do not see
    if (a === undefined || b === undefined) continue;
    out[at] = b;
    out[other] = a;
  }
  return out;
}
