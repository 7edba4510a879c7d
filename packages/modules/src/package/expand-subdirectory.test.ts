import { afterAll, beforeAll, expect, test } from "vitest";
import { type FetchWorld, failureOf, openFetchWorld } from "../../testkit/index.ts";
import { expandSubdirectory } from "./expand-subdirectory.ts";

let world: FetchWorld;
beforeAll(() => {
  world = openFetchWorld();
  world.write({ "top-1/sub/a.tf": "", "top-2/x": "", "b*c/x": "", file: "" });
});
afterAll(() => world.end());

/** A pattern, and the one folder that it means; or why there is none (as Go's `path.Match` has it). */
test.each([
  ["top-1", "top-1"],
  ["top-1/sub", "top-1/sub"],
  ["top-[1]", "top-1"],
  ["top-[^1]", "top-2"],
  ["top-[2-9]", "top-2"],
  ["t*1", "top-1"],
  ["t*-1/s*", "top-1/sub"],
  ["*/sub", "top-1/sub"],
  ["b\\*c", "b*c"],
  ["b?c", "b*c"],
  ["**1", "top-1"],
  ["top-?", /^subdir "top-\?" matches multiple paths$/],
  ["*", /^subdir "\*" matches multiple paths$/],
  ["top", /^subdir "top" not found$/],
  ["top-?x", /not found$/],
  ["b\\?c", /not found$/],
  ["file/*", /not found$/],
])("expandSubdirectory(): %s", async (pattern, wanted) => {
  const work = expandSubdirectory(world.context, world.folder, pattern);
  if (typeof wanted === "string") expect(await work).toBe(wanted);
  else expect(await failureOf(work)).toMatch(wanted);
});

test("a pattern of many stars takes no time to speak of", async () => {
  world.write({ [`${"a".repeat(200)}/x`]: "" });
  const work = expandSubdirectory(world.context, world.folder, `${"*a".repeat(60)}*b`);
  expect(await failureOf(work)).toMatch(/not found$/);
});
