import type { Value } from "@tutti/values";
import { isJsonStructure, sameJson } from "./same-json.ts";

/** Indexes of elements that belong together; undefined where one was removed or added. */
export interface Pair {
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** A longer table than this is not built; then lists are compared place by place. */
const TABLE_MAX = 4_000_000;

/**
 * Lists of equal length go place by place, unless all that was there is still
 * there in another order. Otherwise the longest common subsequence stays, and
 * what stands between is removed and added; two objects that face each other
 * there are one changed object.
 */
export function alignLists(before: readonly Value[], after: readonly Value[]): readonly Pair[] {
  if (before.length * after.length > TABLE_MAX || isPlaceByPlace(before, after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) => ({
      before: index < before.length ? index : undefined,
      after: index < after.length ? index : undefined,
    }));
  }
  const common = commonSubsequence(before, after);
  const pairs: Pair[] = [];
  let i = 0;
  let j = 0;
  for (const [x, y] of [...common, [before.length, after.length] as const]) {
    while (i < x) {
      const facing = j < y && isJsonStructure(before[i]) && isJsonStructure(after[j]);
      pairs.push({ before: i, after: facing ? j : undefined });
      i += 1;
      if (facing) j += 1;
    }
    for (; j < y; j++) pairs.push({ before: undefined, after: j });
    if (x < before.length) pairs.push({ before: x, after: y });
    i = x + 1;
    j = y + 1;
  }
  return pairs;
}

function isPlaceByPlace(before: readonly Value[], after: readonly Value[]): boolean {
  if (before.length !== after.length) return false;
  return before.some((item) => !after.some((other) => sameJson(item, other)));
}

/** Pairs of indexes, rising. */
function commonSubsequence(
  before: readonly Value[],
  after: readonly Value[],
): readonly (readonly [number, number])[] {
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = 1; i <= before.length; i++) {
    for (let j = 1; j <= after.length; j++) {
      lengths[i * width + j] = sameJson(before[i - 1], after[j - 1])
        ? at(i - 1, j - 1) + 1
        : Math.max(at(i - 1, j), at(i, j - 1));
    }
  }
  const common: (Value | undefined)[] = [];
  let i = before.length;
  let j = after.length;
  while (i > 0 && j > 0) {
    if (sameJson(before[i - 1], after[j - 1])) {
      common.push(before[i - 1]);
      i -= 1;
      j -= 1;
    } else if (at(i - 1, j) > at(i, j - 1)) i -= 1;
    else j -= 1;
  }
  return firstPlaces(common.reverse(), before, after);
}

/** As Terraform has it, a common element is the first one that is equal to it, on both sides. */
function firstPlaces(
  common: readonly (Value | undefined)[],
  before: readonly Value[],
  after: readonly Value[],
): readonly (readonly [number, number])[] {
  let i = 0;
  let j = 0;
  return common.map((item) => {
    while (!sameJson(before[i], item)) i += 1;
    while (!sameJson(item, after[j])) j += 1;
    return [i++, j++] as const;
  });
}

/** Lines of texts, aligned the same way. */
export function alignLines(before: readonly string[], after: readonly string[]): readonly Pair[] {
  const pairs: Pair[] = [];
  const width = after.length + 1;
  const lengths = new Uint32Array((before.length + 1) * width);
  const at = (i: number, j: number): number => lengths[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j])
      pairs.push({ before: i++, after: j++ });
    else if (j >= after.length || (i < before.length && at(i + 1, j) >= at(i, j + 1)))
      pairs.push({ before: i++, after: undefined });
    else pairs.push({ before: undefined, after: j++ });
  }
  return pairs;
}
