import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatRules, parseRules, type RuleCase } from "@tutti/config/testkit";
import { afterAll, describe, expect, test } from "vitest";
import { playSteps } from "../../testkit/plan-steps.ts";

/**
 * Each rule of planning with its neighbours, in a cloud in memory.
 * `TUTTI_GOLDEN=write` writes what is planned anew, to be read.
 */
const FOLDER = join(import.meta.dirname, "../../testdata/rules");
const WRITES = process.env.TUTTI_GOLDEN === "write";

describe.each(readdirSync(FOLDER))("%s", (file) => {
  const path = join(FOLDER, file);
  const cases = parseRules(readFileSync(path, "utf8"));
  const written = new Map<RuleCase, RuleCase>();
  const writeAll = () => writeFileSync(path, formatRules(cases.map((one) => written.get(one) ?? one)));
  if (WRITES) afterAll(writeAll);

  test.each(cases)("$name", async (given: RuleCase) => {
    const said = (await playSteps(given)).map((line) => line.trimEnd());
    written.set(given, { ...given, said });
    if (!WRITES) expect(said).toEqual(given.said);
  });
});
