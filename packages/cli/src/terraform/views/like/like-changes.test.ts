import { expect, test } from "vitest";
import { createTerminal, type RunOptions, type Terminal } from "../../../../testkit/terminal.ts";

/** A block with its arguments. */
const block = (name: string, ...lines: readonly string[]): string =>
  `resource "terraform_data" "${name}" {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

async function folder(text: string, before?: string): Promise<Terminal> {
  const terminal = createTerminal();
  if (before !== undefined) {
    await terminal.write({ "main.tf": before });
    const { status, err } = await terminal.run("apply -auto-approve");
    if (status !== 0) throw new Error(err);
  }
  await terminal.write({ "main.tf": text, "m/main.tf": block("a", "count = 4", "input = count.index") });
  if (text.startsWith("module")) await terminal.run("init");
  return terminal;
}

/** The comment lines of a plan: what happens to what. */
async function comments(terminal: Terminal, line = "plan", options: RunOptions = { product: "tutti" }) {
  const { out } = await terminal.run(`${line} -no-color`, options);
  return out.split("\n").filter((text) => text.startsWith("  # ") && !text.startsWith("  # reason:"));
}

const A = "terraform_data.a";
const created = (keys: readonly string[], what = "created"): readonly string[] =>
  keys.map((key) => `  # ${A}[${key}] will be ${what}`);
const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `${at}`);

const cases: readonly (readonly [string, { before?: string; now: string }, readonly string[]])[] = [
  ["ten are all shown", { now: block("a", "count = 10", 'input = "web"') }, created([..."0123456789"])],
  [
    "of eleven the first three stand for all",
    { now: block("a", "count = 11", 'input = "web"') },
    [...created(["0", "1", "2"]), "  # 8 more like it (-full shows each):", `  #   ${A}[3] to [10]`],
  ],
  [
    "what follows from the index is alike",
    {
      now: block(
        "a",
        "count = 100",
        `input = { name = format("web-%03d", count.index), port = 18080 + 2 * count.index }`,
      ),
    },
    [...created(["0", "1", "2"]), "  # 97 more like it (-full shows each):", `  #   ${A}[3] to [99]`],
  ],
  [
    "one that differs is shown",
    { now: block("a", "count = 12", 'input = count.index == 7 ? "db" : "web"') },
    [
      ...created(["0", "1", "2"]),
      "  # 8 more like it (-full shows each):",
      `  #   ${A}[3] to [6]`,
      `  #   ${A}[8] to [11]`,
      ...created(["7"]),
    ],
  ],
  [
    "a number that does not follow from the index is shown",
    { now: block("a", "count = 12", "input = count.index == 7 ? 700 : count.index") },
    [
      ...created(["0", "1", "2"]),
      "  # 8 more like it (-full shows each):",
      `  #   ${A}[3] to [6]`,
      `  #   ${A}[8] to [11]`,
      ...created(["7"]),
    ],
  ],
  [
    "numbers of any form follow from the index, in names, texts and lists too",
    {
      now: block(
        "a",
        "count = 12",
        'input = { b7 = [count.index + 0.5, -1 - count.index, 1e15, "v1.${count.index}"], c = count.index > 20 }',
      ),
    },
    [...created(["0", "1", "2"]), "  # 9 more like it (-full shows each):", `  #   ${A}[3] to [11]`],
  ],
  [
    "what has the same numbers in all is alike, whatever the index is; of so many, others follow from it",
    { now: block("a", "count = 30", "input = count.index < 12 ? 5 : 3 * count.index") },
    [
      ...created(["0", "1", "2"]),
      "  # 9 more like it (-full shows each):",
      `  #   ${A}[3] to [11]`,
      ...created(["12", "13", "14"]),
      "  # 15 more like it (-full shows each):",
      `  #   ${A}[15] to [29]`,
    ],
  ],
  [
    "where the index comes again, in another instance of the module, all that follows from it is alike",
    {
      now: `module "m" {\n  source = "./m"\n  count = 6\n}\n`,
    },
    [
      ...[0, 1, 2].map((key) => `  # module.m[${key}].${A}[0] will be created`),
      "  # 21 more like it (-full shows each):",
      ...[3, 4, 5].map((key) => `  #   module.m[${key}].${A}[0]`),
      ...[0, 1, 2, 3, 4].map((key) => `  #   module.m[${key}].${A}[1]`),
      "  #   13 others",
    ],
  ],
  [
    "keys of for_each: where only the key differs they are alike",
    {
      now: block(
        "a",
        'for_each = toset([for c in split("", "abcdefghijklmnop") : "k${c}x"])',
        'input = "of ${each.key}"',
      ),
    },
    [
      ...created(['"kax"', '"kbx"', '"kcx"']),
      "  # 13 more like it (-full shows each):",
      ...[..."defghijk"].map((c) => `  #   ${A}["k${c}x"]`),
      "  #   5 others",
    ],
  ],
  [
    "values of for_each that differ are all shown",
    {
      now: block(
        "a",
        'for_each = { for c in split("", "abcdefghijkl") : c => upper(c) }',
        "input = each.value",
      ),
    },
    created([..."abcdefghijkl"].map((c) => `"${c}"`)),
  ],
  [
    "updates are alike where they come from the same and become the same",
    {
      before: block("a", "count = 24", "input = count.index < 12 ? 1 : 2"),
      now: block("a", "count = 24", "input = 3"),
    },
    [
      ...created(["0", "1", "2"], "updated in-place"),
      "  # 9 more like it (-full shows each):",
      `  #   ${A}[3] to [11]`,
      ...created(["12", "13", "14"], "updated in-place"),
      "  # 9 more like it (-full shows each):",
      `  #   ${A}[15] to [23]`,
    ],
  ],
  [
    "what is destroyed is alike whatever it held, where the reason is the same",
    { before: block("a", "count = 14", "input = uuid()"), now: block("a", "count = 1", "input = uuid()") },
    [
      `  # ${A}[0] will be updated in-place`,
      ...["1", "2", "3"].flatMap((key) => [
        `  # ${A}[${key}] will be destroyed`,
        `  # (because index [${key}] is out of range for count)`,
      ]),
      "  # 10 more like it (-full shows each):",
      `  #   ${A}[4] to [13]`,
    ],
  ],
  [
    "what moves says so itself",
    {
      before: block("a", "count = 12", "input = 1"),
      now: `${block("b", "count = 12", "input = 2")}moved {\n  from = ${A}\n  to   = terraform_data.b\n}\n`,
    },
    numbers(12).flatMap((key) => [
      `  # terraform_data.b[${key}] will be updated in-place`,
      `  # (moved from ${A}[${key}])`,
    ]),
  ],
];

test.each(cases)("%s", async (_, { before, now }, wanted) => {
  expect(await comments(await folder(now, before))).toEqual(wanted);
});

test("-full, a saved plan that is shown, and the name terraform show each change", async () => {
  const terminal = await folder(block("a", "count = 100"));
  const all = created(numbers(100));
  expect(await comments(terminal, "plan -full")).toEqual(all);
  expect(await comments(terminal, "plan", { product: "terraform" })).toEqual(all);
  await terminal.run("plan -out=p", { product: "tutti" });
  expect(await comments(terminal, "show p")).toEqual(all);
});

test("the count is of all", async () => {
  const { out } = await (await folder(block("a", "count = 100"))).run("plan", { product: "tutti" });
  expect(out).toContain("Plan: 100 to add, 0 to change, 0 to destroy.");
});
