/**
 * Random configurations of many features beside Terraform: exit statuses, plans, states, outputs and
 * the order of effects. Hundreds of them are played by `TUTTI_TEST_CONFIGS=300 TUTTI_TEST_SEED=…`.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EFFECTS, ordered } from "./random-effects.ts";
import { featured, type Played } from "./random-features.ts";
import { comparableJson, missingOracle, terraform } from "./terraform-oracle.ts";
import { type Ended, project, run, write } from "./tutti.ts";

/** Of its own, so that what CI plays is the same while other generators grow. */
const SEED = Number(process.env.TUTTI_TEST_SEED ?? 5);
const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 60);
const missing = missingOracle();

type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;

const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

/** What can be told of one command, words apart. */
interface Seen {
  readonly command: string;
  readonly status: number | undefined;
  readonly document: unknown;
  readonly plan: unknown;
  readonly errors: readonly string[];
}

async function play(tool: Tool, { files, steps }: Played): Promise<readonly unknown[]> {
  const folder = project();
  write(folder, files);
  const seen: Seen[] = [];
  for (const args of steps) {
    const { status, stdout, stderr } = await tool(folder, args);
    const planned = args.includes("-out=p") && status !== 1;
    seen.push({
      command: args.join(" "),
      status,
      document: documentOf(stdout, folder),
      plan: planned ? documentOf((await tool(folder, ["show", "-json", "p"])).stdout, folder) : undefined,
      errors: [...stderr.matchAll(/Error: (.*)/g)].map(([, summary = ""]) => summary).sort(),
    });
  }
  const effects = join(folder, EFFECTS);
  return [...seen, existsSync(effects) ? ordered(readFileSync(effects, "utf8")) : []];
}

/** Of a text that is no document, nothing. */
function documentOf(text: string, folder: string): unknown {
  return text.startsWith("{") ? comparableJson(text.replaceAll(folder, "<folder>")) : undefined;
}

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    const drawn = fc.sample(featured, { seed: SEED, numRuns: CONFIGS });

    test.each(drawn.map((played, index) => ({ index, played })))(
      `features go together as they do there, config $index of seed ${SEED}`,
      async ({ played }) => {
        const [theirs, ours] = await Promise.all([play(terraform, played), play(tutti, played)]);
        const files = Object.entries(played.files).map(([name, text]) => `# ${name}\n${text}`);
        expect(ours, files.join("\n")).toEqual(theirs);
      },
      120_000,
    );
  },
);
