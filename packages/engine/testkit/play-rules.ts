import { readdirSync } from "node:fs";
import { join } from "node:path";
import { testGolden } from "@tutti/config/testkit";
import { describe } from "vitest";
import { playSteps } from "./plan-steps.ts";

const FOLDER = join(import.meta.dirname, "../testdata/rules");

/** Plays all rules files of a folder in `testdata/rules`. */
export function playRules(folder: string): void {
  describe.each(readdirSync(join(FOLDER, folder)))("%s", (file) => {
    testGolden(join(FOLDER, folder, file), {
      ours: async (given) => (await playSteps(given)).map((line) => line.trimEnd()),
    });
  });
}
