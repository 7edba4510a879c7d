/** Configurations in the shapes of large public modules, beside Terraform: plans, states and outputs are the same. */

import { describe, expect, test } from "vitest";
import { deepModules, type Files, manyVariables } from "./repository-shapes.ts";
import { SEED } from "./seeded.ts";
import { comparableJson, missingOracle, terraform } from "./terraform-oracle.ts";
import { type Ended, project, run } from "./tutti.ts";

const missing = missingOracle();

type Tool = (folder: string, args: readonly string[]) => Promise<Ended>;
const tutti: Tool = (folder, args) => run(folder, args, { env: { TUTTI_AS: "terraform" } });

const STEPS: readonly (readonly string[])[] = [
  ["init", "-no-color"],
  ["validate", "-json"],
  ["plan", "-no-color", "-input=false", "-out=p", "-detailed-exitcode"],
  ["show", "-json", "p"],
  ["apply", "-no-color", "p"],
  ["output", "-json"],
  ["show", "-json"],
  ["state", "list"],
  ["plan", "-no-color", "-detailed-exitcode"],
];

async function seen(tool: Tool, files: Files): Promise<readonly unknown[]> {
  const folder = project(files);
  const all: unknown[] = [];
  for (const args of STEPS) {
    const { status, stdout, stderr } = await tool(folder, args);
    const told = stdout.startsWith("{") ? comparableJson(stdout) : args[0] === "state" ? stdout : "";
    const errors = [...stderr.matchAll(/Error: (.*)/g)].map(([, summary]) => summary);
    all.push({ args: args.join(" "), status, told, errors });
  }
  return all;
}

const SHAPES: readonly (readonly [string, Files])[] = [
  ["two hundred variables with optional attributes at every depth", manyVariables(SEED, 200)],
  ["forty such variables, drawn anew", manyVariables(SEED + 1, 40)],
  ["modules nine levels deep, with keys on the way", deepModules(SEED, 9)],
  ["modules six levels deep, drawn anew", deepModules(SEED + 2, 6)],
];

describe.skipIf(missing !== undefined)(
  `beside terraform${missing === undefined ? "" : ` (${missing})`}`,
  () => {
    test.each(SHAPES)(
      "%s",
      async (_, files) => {
        const [theirs, ours] = await Promise.all([seen(terraform, files), seen(tutti, files)]);
        expect(ours).toEqual(theirs);
        expect(theirs.at(-1)).toMatchObject({ status: 0 });
      },
      180_000,
    );
  },
);
