import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { CommandEntry } from "./command/command.ts";
import type { Undone } from "./command/flags.ts";
import { AGENT_COMMANDS } from "./consul/table.ts";
import { OWN_COMMANDS } from "./own/table.ts";
import { TERRAFORM_COMMANDS } from "./terraform/commands/table.ts";

const PAGE = join(import.meta.dirname, "../../../docs/flags-without-effect.md");

const HOW: Readonly<Record<Undone["how"], string>> = {
  refused: "refused",
  warned: "taken, with a warning",
  moot: "taken: nothing to act on",
};

async function rows(table: Readonly<Record<string, CommandEntry>>): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, entry] of Object.entries(table)) {
    const { flags = {} } = (await entry.load()).command;
    for (const [flag, { undone }] of Object.entries(flags))
      if (undone !== undefined) lines.push(`| \`${name} -${flag}\` | ${HOW[undone.how]} | ${undone.why} |`);
  }
  return [...new Set(lines)].sort();
}

async function page(): Promise<string> {
  return [
    "# Flags without effect",
    "",
    "Made from the declarations of the flags (`packages/cli/src/flags-page.test.ts`; `TUTTI_GOLDEN=write` writes it anew). Every other flag that is taken is done.",
    "",
    "| flag | what becomes of it | why |",
    "|---|---|---|",
    ...(await rows(OWN_COMMANDS)),
    ...(await rows(TERRAFORM_COMMANDS)),
    ...(await rows(AGENT_COMMANDS)),
    "",
  ].join("\n");
}

test("the page of flags without effect is made from their declarations", async () => {
  const made = await page();
  if (process.env.TUTTI_GOLDEN === "write") writeFileSync(PAGE, made);
  expect(readFileSync(PAGE, "utf8")).toBe(made);
});
