/** Golden files: cases, and below each what is said of it. */
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, expect, test } from "vitest";
import { formatRules, parseRules, type RuleCase } from "./rules-file.ts";

type Said = readonly string[] | Promise<readonly string[]>;

/** Who says what is compared. */
export interface GoldenVoices {
  readonly ours: (given: RuleCase) => Said;
  /** The real tool; without it what we say is written anew, to be read. */
  readonly theirs?: (given: RuleCase) => Said;
}

/**
 * A test for each case of the file. `TUTTI_GOLDEN` writes the file anew instead:
 * `terraform` asks the real tool, `missing` asks it only where nothing is
 * written yet, and `write` takes our own answers where there is no tool to ask.
 */
export function testGolden(path: string, { ours, theirs }: GoldenVoices): void {
  const cases = parseRules(readFileSync(path, "utf8"));
  const writes = writesAnew(theirs !== undefined);
  const written = new Map<RuleCase, RuleCase>();
  if (writes !== undefined)
    afterAll(() => writeFileSync(path, formatRules(cases.map((one) => written.get(one) ?? one))));

  test.each(cases)("$name", async (given: RuleCase) => {
    if (writes === undefined) expect(await ours(given)).toEqual(given.said);
    else if (writes(given)) written.set(given, { ...given, said: await (theirs ?? ours)(given) });
  });
}

/** Which cases are written anew; undefined where they are compared. */
function writesAnew(hasTool: boolean): ((given: RuleCase) => boolean) | undefined {
  switch (process.env.TUTTI_GOLDEN) {
    case "write":
      return hasTool ? undefined : () => true;
    case "terraform":
      return hasTool ? () => true : undefined;
    case "missing":
      return hasTool ? ({ said }) => said.length === 0 : undefined;
    default:
      return undefined;
  }
}
