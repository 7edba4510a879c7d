import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

/** Expressions of an input before and after, and how Terraform 1.11 shows that change in a plan. */
const SHOWN: readonly [string, string, string][] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../testdata/shown-changes.json"), "utf8"),
);
const IDS = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

type Change = (typeof SHOWN)[number];

const name = (at: number): string => `c${String(at).padStart(3, "0")}`;
const config = (changes: readonly Change[], side: 0 | 1): string =>
  changes.map((row, at) => `resource "terraform_data" "${name(at)}" {\n  input = ${row[side]}\n}\n`).join("");

/** What a plan shows of each. */
async function blocks(changes: readonly Change[]): Promise<readonly (string | undefined)[]> {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": config(changes, 0) });
  const made = await terminal.run("apply -auto-approve -no-color");
  if (made.status !== 0) throw new Error(made.err);
  await terminal.write({ "main.tf": `${config(changes, 1)}resource "terraform_data" "new" {}\n` });
  const { out } = await terminal.run("plan -no-color");
  const found: string[] = [];
  for (const [text, at = ""] of out.matchAll(/^ {2}# terraform_data\.c(\d+) .*?^ {4}\}\n/gms))
    found[Number(at)] = text
      .replace(IDS, "ID")
      .replaceAll(`terraform_data.c${at}`, "terraform_data.c")
      .replaceAll(`"c${at}"`, '"c"');
  return changes.map((_, at) => found[at]);
}

/** One plan for several, which is quicker. */
const SIZE = 12;
const groups = Array.from({ length: Math.ceil(SHOWN.length / SIZE) }, (_, at) =>
  SHOWN.slice(at * SIZE, (at + 1) * SIZE),
);

test.each(groups.map((group) => [group.map(([from, to]) => `${from} -> ${to}`).join("; "), group] as const))(
  "%s",
  async (_, group) => {
    expect(await blocks(group)).toEqual(group.map(([, , wanted]) => wanted));
  },
);
