/** The same configurations, planned and applied by Terraform and by Tutti, side by side. */

import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type TwoSteps, twoSteps } from "./random-config.ts";
import { SEED } from "./seeded.ts";
import {
  comparableErrors,
  comparableJson,
  comparableText,
  missingOracle,
  terraform,
} from "./terraform-oracle.ts";
import { type Ended, project, run, write } from "./tutti.ts";

const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 4);
const missing = missingOracle();

type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;

/** By Terraform's name, so that texts can be compared word for word. */
const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

interface Seen {
  readonly statuses: readonly (number | undefined)[];
  readonly plan: unknown;
  readonly state: unknown;
  readonly text: string;
  readonly errors: string;
}

/** One step: init, plan, show, apply; all that a user or a program sees of it. */
async function step(tool: Tool, folder: string, files: TwoSteps["first"]): Promise<Seen> {
  write(folder, files);
  // Where planning fails, the plan of the step before is none of this one.
  rmSync(join(folder, "p"), { force: true });
  const initialised = await tool(folder, ["init", "-no-color"]);
  const planned = await tool(folder, ["plan", "-no-color", "-out=p", "-detailed-exitcode"]);
  const shown = await tool(folder, ["show", "-json", "p"]);
  const applied = await tool(folder, ["apply", "-no-color", "-auto-approve"]);
  const pulled = await tool(folder, ["state", "pull"]);
  const json = (text: string) => (text.trim() === "" ? undefined : comparableJson(text));
  return {
    statuses: [initialised, planned, shown, applied].map(({ status }) => status),
    plan: shown.status === 0 ? json(shown.stdout) : undefined,
    state: json(pulled.stdout),
    text: comparableText(`${planned.stdout}${applied.stdout}`),
    errors: comparableErrors(`${planned.stderr}${applied.stderr}`),
  };
}

const asText = ({ first, second }: TwoSteps) =>
  [first, second]
    .map((files) =>
      Object.entries(files)
        .map(([name, text]) => `# ${name}\n${text}`)
        .join(""),
    )
    .join("\n# then\n");

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    const drawn = fc.sample(twoSteps, { seed: SEED, numRuns: CONFIGS });

    test.each(drawn.map((steps, index) => ({ index, steps })))(
      `plans and applies as it does, config $index of seed ${SEED}`,
      async ({ steps }) => {
        const [theirs, ours] = [project(), project()];
        for (const files of [steps.first, steps.second]) {
          const [want, got] = await Promise.all([step(terraform, theirs, files), step(tutti, ours, files)]);
          expect(got, asText(steps)).toEqual(want);
        }
      },
    );

    test.each(drawn.map((steps, index) => ({ index, steps })))(
      `takes over its state and gives it back, config $index of seed ${SEED}`,
      async ({ steps }) => {
        const [theirs, ours] = [project(), project()];
        const { statuses } = await step(terraform, theirs, steps.first);
        cpSync(theirs, ours, { recursive: true });
        if (statuses.includes(1)) return;
        const quiet = ["plan", "-no-color", "-detailed-exitcode"];
        const [want, got] = await Promise.all([terraform(theirs, quiet), tutti(ours, quiet)]);
        expect([got.status, comparableText(got.stdout)], asText(steps)).toEqual([
          want.status,
          comparableText(want.stdout),
        ]);
        const [after, taken] = await Promise.all([
          step(terraform, theirs, steps.second),
          step(tutti, ours, steps.second),
        ]);
        expect(taken, asText(steps)).toEqual(after);
        const [still, back] = await Promise.all([terraform(theirs, quiet), terraform(ours, quiet)]);
        expect(
          back.status,
          `${asText(steps)}\n${back.stdout}${back.stderr}\n${readFileSync(join(ours, "terraform.tfstate"), "utf8")}`,
        ).toBe(still.status);
      },
    );
  },
);
