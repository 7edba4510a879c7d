import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { fuzzText } from "./fuzz-case.ts";
import type { FuzzTarget } from "./fuzz-target.ts";

/** The few that every play of the tests draws: `npm run fuzz` draws the many. */
const SEED = 1;
const CASES = 20;

/**
 * Tests of one target: the texts that once failed, which stand in
 * `testdata/fuzz/NAME.json` of the room, and a few drawn ones.
 */
export function testFuzzTarget(room: string, target: FuzzTarget): void {
  describe(target.name, () => {
    for (const [at, { text, why }] of keptTexts(room, target.name).entries())
      test(`kept ${at}: ${why}`, () => target.play(text));
    test(`${CASES} drawn texts`, async () => {
      for (let index = 0; index < CASES; index++) await target.play(fuzzText(target, SEED, index));
    });
  });
}

interface KeptText {
  /** What was wrong with it. */
  readonly why: string;
  readonly text: string;
}

function keptTexts(room: string, name: string): readonly KeptText[] {
  const path = join(room, "testdata/fuzz", `${name}.json`);
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as readonly KeptText[]) : [];
}
