import { expect, test } from "vitest";
import { createTerminal, type Run, type RunOptions, type Terminal } from "../../../testkit/terminal.ts";

const SEED = 'variable "n" {\n  default = 2\n}\nresource "terraform_data" "seed" {\n  input = var.n\n}\n';
const MANY = `${SEED}resource "terraform_data" "many" {\n  count = terraform_data.seed.output\n  input = count.index\n}\n`;
const MODULE = {
  "main.tf": `${MANY}module "m" {\n  source   = "./m"\n  for_each = toset([for one in terraform_data.many : "k\${one.output}"])\n  name     = each.key\n}\noutput "names" {\n  value = [for key, one in module.m : one.name]\n}\noutput "seed" {\n  value = terraform_data.seed.output\n}\n`,
  "m/main.tf":
    'variable "name" {}\nresource "terraform_data" "in" {\n  input = var.name\n}\noutput "name" {\n  value = terraform_data.in.output\n}\n',
};

async function open(files: Readonly<Record<string, string>>): Promise<Terminal> {
  const terminal = createTerminal();
  await terminal.write(files);
  await terminal.run("init", { product: "tutti" });
  return terminal;
}

const tutti = (terminal: Terminal, line: string, options: RunOptions = {}): Promise<Run> =>
  terminal.run(`${line} -no-color`, { product: "tutti", ...options });

/** What is done, in the order it is told. */
const steps = ({ out }: Run): readonly string[] =>
  [
    ...out.matchAll(
      /^(?:Plan: .*|\S+: (?:Creat|Destr|Modif)\w+ complete|Apply complete.*|\S+: .* complete after)/gm,
    ),
  ].map(([text]) => text.replace(/ after$/, "").replace("Resources: ", ""));

test("one apply goes on until all is there, and the plan after it is empty", async () => {
  const terminal = await open(MODULE);
  const applied = await tutti(terminal, "apply -auto-approve");
  expect(applied.err).toBe("");
  expect(applied.status).toBe(0);
  expect(steps(applied)).toEqual([
    "Plan: 1 to add, 0 to change, 0 to destroy.",
    "terraform_data.seed: Creation complete",
    "Apply complete! 1 added, 0 changed, 0 destroyed.",
    "Plan: 2 to add, 0 to change, 0 to destroy.",
    "terraform_data.many[0]: Creation complete",
    "terraform_data.many[1]: Creation complete",
    "Apply complete! 2 added, 0 changed, 0 destroyed.",
    "Plan: 2 to add, 0 to change, 0 to destroy.",
    'module.m["k0"].terraform_data.in: Creation complete',
    'module.m["k1"].terraform_data.in: Creation complete',
    "Apply complete! 2 added, 0 changed, 0 destroyed.",
  ]);
  expect((await tutti(terminal, "output -json")).out).toContain('"k0",\n      "k1"');
  expect((await tutti(terminal, "plan -detailed-exitcode")).status).toBe(0);
});

test("a plan shows the first stage, and says what is left for later", async () => {
  const terminal = await open({ "main.tf": MANY });
  const { status, out } = await tutti(terminal, "plan -detailed-exitcode");
  expect(status).toBe(2);
  expect(out).toMatch(/Warning: Some blocks are planned later\n(.*\n)*.* - terraform_data\.many\n/);
  expect(out).not.toContain("terraform_data.many[0]");
});

test("the name terraform keeps Terraform's error", async () => {
  const { status, err } = await (await open({ "main.tf": MANY })).run("apply -auto-approve");
  expect(status).toBe(1);
  expect(err).toContain("Error: Invalid count argument");
});

test("objects of a block that waits stay as they are, and so does what refers to them", async () => {
  const terminal = await open({
    "main.tf": `${MANY}output "count" {\n  value = length(terraform_data.many)\n}\nresource "terraform_data" "after" {\n  input = length(terraform_data.many)\n}\n`,
  });
  await tutti(terminal, "apply -auto-approve");
  const first = await tutti(terminal, "plan -var n=1");
  expect(first.out).toContain("Plan: 0 to add, 1 to change, 0 to destroy.");
  expect(first.out).not.toContain("Changes to Outputs");
  const applied = await tutti(terminal, "apply -auto-approve -var n=1");
  expect(steps(applied)).toEqual([
    "Plan: 0 to add, 1 to change, 0 to destroy.",
    "terraform_data.seed: Modifications complete",
    "Apply complete! 0 added, 1 changed, 0 destroyed.",
    "Plan: 0 to add, 1 to change, 1 to destroy.",
    "terraform_data.many[1]: Destruction complete",
    "terraform_data.after: Modifications complete",
    "Apply complete! 0 added, 1 changed, 1 destroyed.",
  ]);
});

test("each stage is approved by itself", async () => {
  const terminal = await open({ "main.tf": MANY });
  const { status, out } = await tutti(terminal, "apply", { stdin: "yes\nno\n", interactive: true });
  expect(status).toBe(1);
  expect(out.match(/Enter a value/g)).toHaveLength(2);
  expect(out).toContain("Apply cancelled.");
  expect((await tutti(terminal, "state list")).out).toBe("terraform_data.seed\n");
});

test("a saved plan is one stage, and says so where it is applied", async () => {
  const terminal = await open({ "main.tf": MANY });
  await tutti(terminal, "plan -out=p");
  expect(JSON.parse((await tutti(terminal, "show -json p")).out).complete).toBe(false);
  const applied = await tutti(terminal, "apply p");
  expect(applied.status).toBe(0);
  expect(applied.out).toMatch(
    /Warning: Some blocks are still to be planned\n(.*\n)*.*- terraform_data\.many\n/,
  );
  expect((await tutti(terminal, "state list")).out).toBe("terraform_data.seed\n");
  expect(steps(await tutti(terminal, "apply -auto-approve"))[0]).toBe(
    "Plan: 2 to add, 0 to change, 0 to destroy.",
  );
});

test("what was to be made anew is made anew once", async () => {
  const terminal = await open({ "main.tf": MANY });
  await tutti(terminal, "apply -auto-approve");
  const again = await tutti(
    terminal,
    "apply -auto-approve -replace=terraform_data.seed -replace=terraform_data.many[0]",
  );
  expect(steps(again)).toEqual([
    "Plan: 1 to add, 0 to change, 1 to destroy.",
    "terraform_data.seed: Destruction complete",
    "terraform_data.seed: Creation complete",
    "Apply complete! 1 added, 0 changed, 1 destroyed.",
    "Plan: 1 to add, 0 to change, 1 to destroy.",
    "terraform_data.many[0]: Destruction complete",
    "terraform_data.many[0]: Creation complete",
    "Apply complete! 1 added, 0 changed, 1 destroyed.",
  ]);
});

const NEVER = 'resource "terraform_data" "never" {\n  count = length(timestamp())\n}\n';

test.each([
  ["at once where nothing is to be done", NEVER, []],
  [
    "after what could be done",
    NEVER + SEED,
    [
      "Plan: 1 to add, 0 to change, 0 to destroy.",
      "terraform_data.seed: Creation complete",
      "Apply complete! 1 added, 0 changed, 0 destroyed.",
    ],
  ],
  [
    "after one try where it follows from what every plan changes",
    'resource "terraform_data" "clock" {\n  input = timestamp()\n}\nresource "terraform_data" "m" {\n  count = length(terraform_data.clock.output)\n}\n',
    [
      "Plan: 1 to add, 0 to change, 0 to destroy.",
      "terraform_data.clock: Creation complete",
      "Apply complete! 1 added, 0 changed, 0 destroyed.",
      "Plan: 0 to add, 1 to change, 0 to destroy.",
    ],
  ],
])("what no plan will make known is an error: %s", async (_, text, wanted) => {
  const applied = await tutti(await open({ "main.tf": text }), "apply -auto-approve");
  expect(applied.status).toBe(1);
  expect(applied.err).toContain("Error: Invalid count argument");
  expect(steps(applied)).toEqual(wanted);
});

test("a value that is wrong, and not only unknown, is an error in the first stage", async () => {
  const wrong = `${MANY}resource "terraform_data" "w" {\n  for_each = null\n}\n`;
  const { status, err } = await tutti(await open({ "main.tf": wrong }), "apply -auto-approve");
  expect(status).toBe(1);
  expect(err).toContain("Error: Invalid for_each argument");
});

test("a check of what waits is asked when that is there", async () => {
  const checked = `${MANY}check "c" {\n  assert {\n    condition     = length(terraform_data.many) == 3\n    error_message = "not three"\n  }\n}\n`;
  const terminal = await open({ "main.tf": checked });
  expect((await tutti(terminal, "plan")).out).not.toContain("not three");
  const { status, out } = await tutti(terminal, "apply -auto-approve");
  expect(status).toBe(0);
  expect(out).toContain("not three");
});

test("a target that waits is reached by stages", async () => {
  const terminal = await open({ "main.tf": `${MANY}resource "terraform_data" "other" {}\n` });
  const { status } = await tutti(terminal, "apply -auto-approve -target=terraform_data.many");
  expect(status).toBe(0);
  expect((await tutti(terminal, "state list")).out).toBe(
    "terraform_data.many[0]\nterraform_data.many[1]\nterraform_data.seed\n",
  );
});

test("a block waits as a whole, in whatever instances of its module it is known already", async () => {
  const terminal = await open({
    "main.tf": `${SEED}module "m" {\n  source   = "./m"\n  for_each = { known = 1, waits = terraform_data.seed.output }\n  n        = each.value\n}\n`,
    "m/main.tf": 'variable "n" {}\nresource "terraform_data" "in" {\n  count = var.n\n}\n',
  });
  expect(steps(await tutti(terminal, "apply -auto-approve"))).toEqual([
    "Plan: 1 to add, 0 to change, 0 to destroy.",
    "terraform_data.seed: Creation complete",
    "Apply complete! 1 added, 0 changed, 0 destroyed.",
    "Plan: 3 to add, 0 to change, 0 to destroy.",
    'module.m["known"].terraform_data.in[0]: Creation complete',
    'module.m["waits"].terraform_data.in[0]: Creation complete',
    'module.m["waits"].terraform_data.in[1]: Creation complete',
    "Apply complete! 3 added, 0 changed, 0 destroyed.",
  ]);
});

test("destroying needs no stages", async () => {
  const terminal = await open(MODULE);
  await tutti(terminal, "apply -auto-approve");
  const { status, out } = await tutti(terminal, "destroy -auto-approve");
  expect(status).toBe(0);
  expect(out).toContain("Destroy complete! Resources: 5 destroyed.");
});
