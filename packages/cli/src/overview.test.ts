import { expect, test } from "vitest";
import { overview } from "./overview.ts";

test.each([
  ["tutti", /Terraform|Consul|Not supported/],
  ["consul", /Tutti|Terraform|Not supported|Not in this version/],
  ["terraform", /Tutti|Consul|Not supported/],
] as const)("the overview of %s is in its own words", (product, others) => {
  expect(overview(product)).not.toMatch(others);
});

test("consul shows its commands as scripts read them", () => {
  const [usage, , title, ...lines] = overview("consul").trimEnd().split("\n");
  expect([usage, title]).toEqual([
    "Usage: consul [--version] [--help] <command> [<args>]",
    "Available commands are:",
  ]);
  expect(lines).toContain("    kv             Interact with the key-value store");
  expect(lines).toEqual(lines.toSorted());
});
