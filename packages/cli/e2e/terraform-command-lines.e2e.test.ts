/**
 * Drawn command lines beside Terraform, each over the same applied state: exit status, errors in
 * their words, and the state that is left. `TUTTI_TEST_CONFIGS=300 TUTTI_TEST_SEED=…` plays hundreds.
 */

import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { APPLIED, commandLine } from "./random-command-lines.ts";
import { comparableErrors, comparableJson, missingOracle, terraform } from "./terraform-oracle.ts";
import { type Ended, project, run, write } from "./tutti.ts";

const SEED = Number(process.env.TUTTI_TEST_SEED ?? 7);
const LINES = Number(process.env.TUTTI_TEST_CONFIGS ?? 30);
const missing = missingOracle();

type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;

const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

/** Frames, colours and the breaks of lines apart. */
function words(text: string, folder: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is meant
  const plain = text.replaceAll(folder, "<folder>").replaceAll(/\u001b\[[0-9;]*m|[╷│╵]/g, "");
  return comparableErrors(plain).trim();
}

async function play(tool: Tool, applied: string, args: readonly string[]): Promise<unknown> {
  const folder = project();
  cpSync(applied, folder, { recursive: true });
  const { status, stderr } = await tool(folder, args);
  const state = join(folder, "terraform.tfstate");
  return {
    status,
    errors: words(stderr, folder),
    state: existsSync(state) ? comparableJson(readFileSync(state, "utf8")) : undefined,
  };
}

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    const applied = mkdtempSync(join(tmpdir(), "tutti-applied-"));
    let [played, same] = [0, 0];
    beforeAll(async () => {
      write(applied, APPLIED);
      await terraform(applied, ["init"]);
      await terraform(applied, ["apply", "-auto-approve"]);
    });
    afterAll(() => rmSync(applied, { recursive: true, force: true }));
    afterAll(() => console.log(`${played - same} of ${played} command lines end otherwise`));

    test.each(Array.from({ length: LINES }, (_, index) => SEED * 100_000 + index))(
      "a command line ends as it does there, seed %d",
      async (seed) => {
        const args = commandLine(seed);
        const [theirs, ours] = [await play(terraform, applied, args), await play(tutti, applied, args)];
        played += 1;
        expect(ours, args.join(" ")).toEqual(theirs);
        same += 1;
      },
    );
  },
);
