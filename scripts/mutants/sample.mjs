/**
 * A sample that a seed decides. Each mutant draws its own number, from the seed
 * and from what it changes, and the smallest numbers are the sample: an edit
 * draws the mutants of the edited lines anew, and no others. So the score of a
 * sample moves with the tests, hardly with the code.
 */
import { createHash } from "node:crypto";

/** @param {{ file: string, mutator: string, before: string, after: string }[]} list  in a steady order */
export function sample(list, size, seed) {
  const seen = new Map();
  const drawn = list.map((mutant) => {
    const name = [mutant.file, mutant.mutator, mutant.before, mutant.after].join("\0");
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    return { mutant, number: createHash("sha1").update(`${seed}\0${nth}\0${name}`).digest("hex") };
  });
  if (size >= list.length) return list;
  return drawn
    .sort((a, b) => (a.number < b.number ? -1 : 1))
    .slice(0, size)
    .map(({ mutant }) => mutant);
}
