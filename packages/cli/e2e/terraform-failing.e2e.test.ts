/**
 * Applies that fail beside Terraform: what is done all the same, in the state that is left and in what
 * provisioners wrote. Hundreds are played by `TUTTI_TEST_CONFIGS=300 TUTTI_TEST_SEED=…`.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EFFECTS } from "./random-effects.ts";
import { type Failing, failing } from "./random-failing.ts";
import { missingOracle, terraform } from "./terraform-oracle.ts";
import { type Ended, project, run, write } from "./tutti.ts";

const SEED = Number(process.env.TUTTI_TEST_SEED ?? 1);
const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 12);
const missing = missingOracle();

type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;

const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

interface Seen {
  readonly status: number | undefined;
  readonly errors: readonly string[];
  readonly objects: readonly string[];
  readonly checks: readonly string[];
  readonly effects: readonly string[];
}

/** After each apply: how it ended, the state, and what provisioners wrote (in no order: some ran beside each other). */
async function play(tool: Tool, { whole, failing, mended }: Failing): Promise<Seen[]> {
  const folder = project();
  const seen: Seen[] = [];
  for (const text of [whole, failing, mended]) {
    write(folder, { "main.tf": text });
    if (text === whole) await tool(folder, ["init", "-no-color"]);
    const { status, stderr } = await tool(folder, ["apply", "-no-color", "-auto-approve"]);
    const effects = join(folder, EFFECTS);
    seen.push({
      status,
      errors: [...stderr.matchAll(/Error: (.*)/g)].map(([, summary = ""]) => summary).sort(),
      ...stateOf((await tool(folder, ["state", "pull"])).stdout),
      effects: existsSync(effects) ? readFileSync(effects, "utf8").trim().split("\n").sort() : [],
    });
  }
  return seen;
}

interface Instance {
  readonly index_key?: number;
  readonly deposed?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly [part: string]: unknown;
}

interface Pulled {
  readonly resources?: readonly { readonly name: string; readonly instances: readonly Instance[] }[];
  readonly check_results?: readonly { readonly objects: readonly Checked[] | null }[] | null;
}

interface Checked {
  readonly object_addr: string;
  readonly status: string;
}

/** A line for each object and each condition, so that a difference can be read. */
function stateOf(text: string): Readonly<Record<"objects" | "checks", readonly string[]>> {
  const { resources = [], check_results } = JSON.parse(text.trim() || "{}") as Pulled;
  return {
    objects: resources
      .flatMap(({ name, instances }) =>
        instances.map(({ index_key, deposed, attributes: { id: _, ...attributes }, ...parts }) => {
          const { dependencies, ...others } = parts;
          const depends = Array.isArray(dependencies) ? [...dependencies].sort() : [];
          const place = `${name}[${index_key}]${deposed === undefined ? "" : " deposed"}`;
          return `${place} ${JSON.stringify(attributes)} ${JSON.stringify(others)} needs ${depends.join(" ")}`;
        }),
      )
      .sort(),
    checks: (check_results ?? [])
      .flatMap(({ objects }) => (objects ?? []).map((each) => `${each.object_addr} ${each.status}`))
      .sort(),
  };
}

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    const drawn = fc.sample(failing, { seed: SEED, numRuns: CONFIGS });

    test.each(drawn.map((played, index) => ({ index, played })))(
      `a failing apply does what it does there, config $index of seed ${SEED}`,
      async ({ played }) => {
        const [theirs, ours] = await Promise.all([play(terraform, played), play(tutti, played)]);
        // It makes a circle of what it cannot order; ours has an order for that.
        const circle = theirs.findIndex(({ errors }) => errors.some((error) => error.startsWith("Cycle: ")));
        if (circle !== -1) for (const seen of [theirs, ours]) seen.length = circle;
        expect(ours, `${played.whole}# then\n${played.failing}`).toEqual(theirs);
      },
      120_000,
    );
  },
);
