/**
 * Random configurations of checks, data, imports, passed providers, JSON and workspaces beside Terraform:
 * exit statuses, plans and states. `TUTTI_TEST_CONFIGS=100 TUTTI_TEST_SEED=…` plays a hundred others.
 */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { playSteps, type Tool, withErrorsOnce } from "./play-steps.ts";
import { meeting } from "./random-blocks.ts";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { run } from "./tutti.ts";

/** Of its own, so that what CI plays is the same while other generators grow. */
const SEED = Number(process.env.TUTTI_TEST_SEED ?? 2);
const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 4);
const missing = missingOracle();

const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    const drawn = fc.sample(meeting, { seed: SEED, numRuns: CONFIGS });

    test.each(drawn.map((played, index) => ({ index, played })))(
      `blocks meet as they do there, config $index of seed ${SEED}`,
      async ({ played }) => {
        const [theirs, ours] = await Promise.all([playSteps(terraform, played), playSteps(tutti, played)]);
        const files = Object.entries(played.files).map(([name, text]) => `# ${name}\n${text}`);
        expect(withErrorsOnce(ours), files.join("\n")).toEqual(withErrorsOnce(theirs));
      },
      120_000,
    );
  },
);
