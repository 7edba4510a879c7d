/**
 * Drawn scripts beside Terraform, all that is seen of them: exit status, output, words of errors, state.
 * `TUTTI_TEST_CONFIGS=300 TUTTI_TEST_SEED=…` plays hundreds of each kind, `-t NAME` of one.
 */

import fc from "fast-check";
import { describe, test } from "vitest";
import { expectSame, type Script } from "./play-lines.ts";
import { consoles } from "./random-console.ts";
import { provided } from "./random-providers.ts";
import { stateLines } from "./random-state-lines.ts";
import { testFiles } from "./random-tests.ts";
import { graphs, texts } from "./random-texts.ts";
import { ugly } from "./random-ugly.ts";
import { variables } from "./random-variables.ts";
import { missingOracle } from "./terraform-oracle.ts";

const SEED = Number(process.env.TUTTI_TEST_SEED ?? 11);
const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 0);
const missing = missingOracle();

/** What is drawn, and how many of it in the gate. */
const KINDS: readonly (readonly [string, fc.Arbitrary<Script>, number])[] = [
  ["console", consoles, 2],
  ["fmt", ugly, 2],
  ["variables", variables, 2],
  ["texts", texts, 1],
  ["graph", graphs, 1],
  ["providers", provided, 2],
  ["states", stateLines, 1],
  ["tests", testFiles, 2],
];

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    for (const [kind, drawn, few] of KINDS) {
      const scripts = fc.sample(drawn, { seed: SEED, numRuns: CONFIGS === 0 ? few : CONFIGS });
      test.each(scripts.map((script, index) => ({ index, script })))(
        `${kind} comes to the same, script $index of seed ${SEED}`,
        ({ script }) => expectSame(script),
        120_000,
      );
    }
  },
);
