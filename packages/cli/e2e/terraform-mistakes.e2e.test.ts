/**
 * What `validate -json` says of configurations with a mistake, beside Terraform: severity, words, place and
 * snippet of each diagnostic. Hundreds are played by `TUTTI_TEST_CONFIGS=300 TUTTI_TEST_SEED=…`.
 */

import { afterAll, describe, expect, test } from "vitest";
import { mistaken } from "./random-mistakes.ts";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { type Ended, project, run } from "./tutti.ts";

/** Of its own, so that what CI plays is the same while other generators grow. */
const SEED = Number(process.env.TUTTI_TEST_SEED ?? 7);
const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 40);
const missing = missingOracle();

const VALIDATE = ["validate", "-json"];

/** Sorted: Terraform tells what it finds in parallel as it comes. */
function said({ status, stdout }: Ended, folder: string): readonly unknown[] {
  const { diagnostics } = JSON.parse(stdout.replaceAll(folder, "<folder>"));
  const lines = diagnostics.map((diagnostic: unknown) => JSON.stringify(diagnostic));
  return [status, ...lines.sort().map((line: string) => JSON.parse(line))];
}

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    let [played, same] = [0, 0];
    afterAll(() => console.log(`${played - same} of ${played} mistakes are told otherwise`));

    test.each(Array.from({ length: CONFIGS }, (_, index) => SEED * 100_000 + index))(
      "a mistake is told as it is there, seed %d",
      async (seed) => {
        const { files, change } = mistaken(seed);
        const folder = project(files);
        const theirs = said(await terraform(folder, VALIDATE), folder);
        played += 1;
        const ours = said(await run(folder, VALIDATE, { env: { TUTTI_AS: "terraform" } }), folder);
        expect(ours, change).toEqual(theirs);
        same += 1;
      },
    );
  },
);
