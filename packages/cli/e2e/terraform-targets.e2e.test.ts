/** `-target` in random small configurations, beside Terraform: the same addresses are planned, and destroyed. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { filesOf, namedIn, type Shape, shape } from "../../engine/testkit/target-shape.ts";
import { SEED } from "./seeded.ts";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { type Ended, project, run, write } from "./tutti.ts";

const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 4);
const missing = missingOracle();
const KIND = { type: "terraform_data", argument: "input" };

type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;
const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

/** `action address` of each line that says what is done. */
function told({ stdout, status }: Ended): readonly string[] {
  const lines = [...stdout.matchAll(/^ {2}# (\S+) will be (created|destroyed)/gm)];
  return [`status ${status}`, ...lines.map(([, address, action]) => `${action} ${address}`).sort()];
}

async function seen(tool: Tool, given: Shape): Promise<readonly (readonly string[])[]> {
  const folder = project();
  write(folder, filesOf(given, KIND));
  const target = `-target=${namedIn(given, KIND)}`;
  await tool(folder, ["init", "-no-color"]);
  const created = await tool(folder, ["plan", "-no-color", target]);
  await tool(folder, ["apply", "-no-color", "-auto-approve"]);
  const destroyed = await tool(folder, ["plan", "-no-color", "-destroy", target]);
  return [told(created), told(destroyed)];
}

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (${missing})`}`,
  () => {
    test(
      "targets take the same addresses with them",
      async () => {
        await fc.assert(
          fc.asyncProperty(shape, async (given) => {
            expect(await seen(tutti, given)).toEqual(await seen(terraform, given));
          }),
          { numRuns: CONFIGS, seed: SEED },
        );
      },
      CONFIGS * 60_000,
    );
  },
);
