import { expect, test } from "vitest";
import { checkDecisions, checkLinks } from "./tidy-docs.mjs";

test.each([
  ["[a](b.md)", []],
  ["[a](../docs/b.md#part)", []],
  ["[a](https://example.com/x)", []],
  ["[a](#part)", []],
  ["`[a](gone.md)`", []],
  ["```\n[a](gone.md)\n```\n", []],
  ["\n[a](gone.md)", ["docs/a.md:2: the link to gone.md leads nowhere"]],
])("checkLinks(%j)", (text, wanted) => {
  expect(checkLinks(new Map([["docs/a.md", text]]), (path) => path === "docs/b.md")).toEqual(wanted);
});

const record =
  "# 1. Title\n\n2026-11-28\n\n## Why\n\nx\n\n## Decision\n\nx\n\n## Alternatives\n\nx\n\n## What follows\n\nx\n";
const documents = (path, text, list = `[Title](${path.split("/").at(-1)})`) =>
  new Map([
    [path, text],
    ["docs/decisions/README.md", list],
  ]);
const path = "docs/decisions/0001-title.md";

test.each([
  ["a whole one", documents(path, record), []],
  [
    "not in the list",
    documents(path, record, ""),
    ["docs/decisions/README.md:1: the list lacks 0001-title.md"],
  ],
  [
    "without a day",
    documents(path, record.replace("2026-11-28", "")),
    [`${path}:3: the day of the decision is missing`],
  ],
  [
    "without alternatives",
    documents(path, record.replace("## Alternatives", "## Others")),
    [`${path}:1: the section "## Alternatives" is missing`],
  ],
  [
    "with a gap in the numbers",
    documents("docs/decisions/0002-title.md", record.replace("# 1", "# 2")),
    ["docs/decisions/0002-title.md:1: number 1 comes next"],
  ],
  [
    "with another number in its title",
    documents(path, record.replace("# 1", "# 3")),
    [`${path}:1: the title begins with "# 1. "`],
  ],
])("checkDecisions(): %s", (_, given, wanted) => {
  expect(checkDecisions(given)).toEqual(wanted);
});
