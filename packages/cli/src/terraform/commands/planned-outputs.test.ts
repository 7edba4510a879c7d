import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const config = (value: string): string =>
  `variable "index" {\n  default = 0\n}\noutput "a" {\n  value = ${value}\n}\noutput "longer" {\n  value = [1][var.index]\n}\n`;

// Compatibility: what Terraform 1.11.4 writes.
test.each([
  ["names stand below each other, those that stay counted", "plan", "  ~ a      = 1 -> 2\n"],
  ["one that fails is no change", "plan -var=index=5", "  ~ a = 1 -> 2\n"],
])("outputs in a plan: %s", async (_, line, wanted) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": config("1") });
  await terminal.run("init");
  await terminal.run("apply -auto-approve");
  await terminal.write({ "main.tf": config("2") });
  const { out } = await terminal.run(`${line} -no-color`);
  expect(/Changes to Outputs:\n((?: .*\n)*)/.exec(out)?.[1]).toBe(wanted);
});

const output = (name: string, value: string, sensitive = false): string =>
  `output "${name}" {\n  value     = ${value}\n  sensitive = ${sensitive}\n}\n`;
const things = (name: string): string => `resource "terraform_data" "${name}" {\n  input = "x"\n}\n`;
const MOVED = `${things("b")}moved {\n  from = terraform_data.a\n  to   = terraform_data.b\n}\n`;
const SAVE = "You can apply this plan to save these new output values";
const RULE = "─────";

// Compatibility: whether there is something to apply, and what stands in which order, in Terraform 1.11.4.
test.each<
  [what: string, flags: string, before: string, after: string, status: number, told: readonly string[]]
>([
  [
    "who may see it changes alone: it is done, and not told",
    "",
    output("o", '"1"', true),
    output("o", '"1"'),
    2,
    ["No changes."],
  ],
  ["the same to hide it", "", output("o", '"1"'), output("o", '"1"', true), 2, ["No changes."]],
  [
    "what was hidden stays so once more",
    "",
    output("o", '"1"', true),
    output("o", '"2"'),
    2,
    ["  ~ o = (sensitive value)", SAVE],
  ],
  [
    "another type of the same value",
    "",
    output("o", '["1"]'),
    output("o", 'tolist(["1"])'),
    2,
    ["No changes."],
  ],
  ["a new one", "-refresh-only", "", output("o", '"1"'), 2, ['  + o = "1"', SAVE, RULE]],
  [
    "one that becomes null",
    "-refresh-only",
    output("o", '"1"'),
    output("o", "null"),
    2,
    ['  - o = "1" -> null'],
  ],
  ["one that is gone", "-refresh-only", output("o", '"1"'), things("a"), 0, ['  - o = "1" -> null', SAVE]],
  [
    "one that is not known",
    "-refresh-only",
    "",
    output("o", "timestamp()"),
    0,
    ["  + o = (known after apply)", SAVE],
  ],
  [
    "one beside what moved",
    "-refresh-only",
    things("a"),
    `${MOVED}${output("o", '"1"')}`,
    2,
    [
      "# terraform_data.a has moved",
      "This is a refresh-only plan",
      RULE,
      "Changes to Outputs:",
      '  + o = "1"',
      SAVE,
      RULE,
    ],
  ],
  [
    "a move alone",
    "-refresh-only",
    things("a"),
    MOVED,
    0,
    ["# terraform_data.a has moved", "This is a refresh-only plan"],
  ],
  [
    "other dependencies alone",
    "-refresh-only",
    things("a") + things("z"),
    `${things("a").replace("\n}", "\n  depends_on = [terraform_data.z]\n}")}${things("z")}`,
    2,
    ["No changes.", RULE],
  ],
])("outputs in a plan: %s (%s)", async (_, flags, before, after, status, told) => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": before === "" ? things("k") : before });
  await terminal.run("apply -auto-approve");
  await terminal.write({ "main.tf": after });
  const planned = await terminal.run(`plan -no-color -out=p -detailed-exitcode ${flags}`);
  expect(planned.status, planned.err).toBe(status);
  let place = -1;
  for (const text of told) {
    const found = planned.out.indexOf(text, place + 1);
    expect(found, `${text} in:\n${planned.out}`).toBeGreaterThan(place);
    place = found;
  }
  expect(planned.out.split(RULE.repeat(2)).length > 1).toBe(status === 2);
});
