import { expect, test } from "vitest";
import { KEPT_LENGTH_MAX, KEPT_MAX, KeptByText } from "./kept-by-text.ts";

test("what was made of a text is kept, but not of more texts than the bound, nor of a longer one", () => {
  const kept = new KeptByText<number>();
  for (let number = 0; number < KEPT_MAX; number += 1) kept.keep(String(number), number);
  expect([kept.size, kept.get("0"), kept.get("none")]).toEqual([KEPT_MAX, 0, undefined]);
  const longest = "l".repeat(KEPT_LENGTH_MAX);
  kept.keep(longest, -1);
  kept.keep(`${longest}l`, -2);
  expect([kept.size, kept.get("0"), kept.get(longest), kept.get(`${longest}l`)]).toEqual([
    1,
    undefined,
    -1,
    undefined,
  ]);
});
