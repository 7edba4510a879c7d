/**
 * Random configurations of many features beside Terraform: exit statuses, plans, states, outputs and
 * the order of effects. Hundreds of them are played by `TUTTI_TEST_CONFIGS=300 TUTTI_TEST_SEED=…`.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { playSteps, type Tool } from "./play-steps.ts";
import { featured } from "./random-features.ts";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { run } from "./tutti.ts";

/** Of its own, so that what CI plays is the same while other generators grow. */
const SEED = Number(process.env.TUTTI_TEST_SEED ?? 5);
const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 60);
const missing = missingOracle();

const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    const drawn = fc.sample(featured, { seed: SEED, numRuns: CONFIGS });

    test.each(drawn.map((played, index) => ({ index, played })))(
      `features go together as they do there, config $index of seed ${SEED}`,
      async ({ played }) => {
        const [theirs, ours] = await Promise.all([playSteps(terraform, played), playSteps(tutti, played)]);
        const files = Object.entries(played.files).map(([name, text]) => `# ${name}\n${text}`);
        expect(ours, files.join("\n")).toEqual(theirs);
      },
      120_000,
    );
  },
);
