import { readdirSync } from "node:fs";
import { join } from "node:path";
import { testGolden } from "@tutti/config/testkit";
import { describe } from "vitest";
import { playSteps } from "../../testkit/plan-steps.ts";

/**
 * Each rule of applying with its neighbours: in which order, what is told, and what is left.
 * `TUTTI_GOLDEN=write` writes what is done anew, to be read.
 */
const FOLDER = join(import.meta.dirname, "../../testdata/apply-rules");

describe.each(readdirSync(FOLDER))("%s", (file) => {
  testGolden(join(FOLDER, file), {
    ours: async (given) => (await playSteps(given)).map((line) => line.trimEnd()),
  });
});
