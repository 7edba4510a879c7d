/**
 * The shortest text found that still fails: pieces are left out, large ones
 * first, then smaller ones, until nothing more can go or the tries are used up.
 */
export async function shrinkText(
  text: string,
  fails: (text: string) => Promise<boolean>,
  triesMax = 2000,
): Promise<string> {
  let best = text;
  let tries = 0;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < best.length && tries < triesMax; tries++) {
      const shorter = best.slice(0, at) + best.slice(at + size);
      if (await fails(shorter)) best = shorter;
      else at += size;
    }
  }
  return best;
}
