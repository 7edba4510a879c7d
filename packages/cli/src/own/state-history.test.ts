import { expect, test } from "vitest";
import { expectRows } from "../../testkit/rows.ts";
import { createTerminal, type Terminal } from "../../testkit/terminal.ts";

const own = { product: "tutti" } as const;

function config(input: string, more = ""): Readonly<Record<string, string>> {
  return {
    "main.tf": `variable "secret" {\n  default   = "hidden-value"\n  sensitive = true\n}\nresource "terraform_data" "a" {\n  input = ${input}\n}\n${more}output "o" {\n  value = ${JSON.stringify(input.length)}\n}\n`,
  };
}

/** Three versions: made, one more and another input, one less and a secret. */
async function changed(variables: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const terminal = createTerminal(variables);
  for (const files of [
    config('{ name = "one", list = [1, 2] }'),
    config('{ name = "two", list = [1, 3, 4] }', 'resource "terraform_data" "b" {\n  count = 2\n}\n'),
    config("{ name = var.secret, list = [] }", 'resource "terraform_data" "b" {\n  count = 1\n}\n'),
  ]) {
    await terminal.write(files);
    expect(await terminal.run("apply -auto-approve", own)).toMatchObject({ status: 0, err: "" });
  }
  return terminal;
}

test("state history lists versions, for people and as JSON", async () => {
  const terminal = await changed();
  await terminal.run("state rm terraform_data.a", own);
  const { out } = await terminal.run("state history", own);
  expect(out.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME                ")).toBe(
    [
      "VERSION  SERIAL  TIME                  OPERATION  ADDED  CHANGED  REMOVED",
      "1        1       TIME                  apply      1      0        0",
      "2        2       TIME                  apply      2      1        0",
      "3        3       TIME                  apply      0      1        1",
      "4        4       TIME                  state rm   0      0        1",
      "",
    ].join("\n"),
  );
  const json = JSON.parse((await terminal.run("state history -json", own)).out);
  expect(json.format_version).toBe("1.0");
  expect(json.versions[3]).toMatchObject({
    version: 4,
    serial: 4,
    operation: "state rm",
    changes: { added: 0, changed: 0, removed: 1 },
  });
});

test("state diff shows what is otherwise, down to single values, and nothing secret", async () => {
  const terminal = await changed();
  await expectRows(terminal.run, [
    [
      "state diff 1 2",
      0,
      {
        out: /^~ terraform_data\.a\n {4}~ input\.list\[1\] = 2 -> 3\n {4}\+ input\.list\[2\] = 4\n {4}~ input\.name = "one" -> "two"\n[\s\S]*\+ terraform_data\.b\[0\]\n {4}\+ id = "[0-9a-f-]+"\n\+ terraform_data\.b\[1\]\n {4}\+ id = .*\n~ output\.o = 31 -> 34\n$/,
      },
      own,
    ],
    [
      "state diff 2 3",
      0,
      {
        out: / {4}~ input\.name = \(sensitive value\)\n[\s\S]* {4}~ output\.name = \(sensitive value\)\n- terraform_data\.b\[1\]\n/,
      },
      own,
    ],
    ["state diff 2 2", 0, { out: "No differences.\n" }, own],
    ["state diff 1", 1, { out: /^Usage/, err: /two arguments/i }, own],
    ["state diff 1 9", 1, { err: /No such version[\s\S]*goes from 1 to 3/ }, own],
    ["state diff 1 x", 1, { err: /"x" is no number of a version/ }, own],
    // Called terraform, there is no such command.
    ["state diff 1 2", 1, { out: /^Usage: terraform \[global options\] state <subcommand>/ }],
  ]);
  for (const line of ["state diff 2 3", "state diff -json 2 3", "state diff -json 3 2"])
    expect((await terminal.run(line, own)).out).not.toContain("hidden-value");
  const json = JSON.parse((await terminal.run("state diff -json 1 2", own)).out);
  expect(json).toMatchObject({ format_version: "1.0", from: 1, to: 2 });
  expect(json.resources[0]).toMatchObject({ address: "terraform_data.a", change: "changed" });
  expect(json.resources[0].attributes[0]).toEqual({
    path: "input.list[1]",
    before: 2,
    after: 3,
    sensitive: false,
  });
  expect(json.outputs).toEqual([{ name: "o", change: "changed", before: 31, after: 34, sensitive: false }]);
});

test("state show -at shows an object as it was", async () => {
  const terminal = await changed();
  await expectRows(terminal.run, [
    ["state show -at 1 terraform_data.a", 0, { out: /name = "one"/ }, own],
    ["state show -at=2 terraform_data.a", 0, { out: /name = "two"/ }, own],
    ["state show -at=2 terraform_data.b[1]", 0, { out: /^# terraform_data\.b\[1\]:/ }, own],
    ["state show -at=3 terraform_data.b[1]", 1, { err: /No instance found/ }, own],
    ["state show -at=4 terraform_data.a", 1, { err: /There is no version 4/ }, own],
    ["state show -at=-1 terraform_data.a", 1, { err: /no number of a version/ }, own],
    ["state show terraform_data.a", 0, { out: /sensitive value/ }, own],
  ]);
});

test("a history goes with its state: another file, another workspace", async () => {
  const terminal = await changed();
  await terminal.run("workspace new w", own);
  await expectRows(terminal.run, [
    ["state history", 0, { out: /^No version has been recorded yet/ }, own],
    ["apply -auto-approve", 0, { out: /Apply complete/ }, own],
    ["state history", 0, { out: /\n1 .* apply/ }, own],
    ["state history -state=terraform.tfstate", 0, { out: /\n3 .* apply/ }, own],
    ["state show -at=2 -state=terraform.tfstate terraform_data.a", 0, { out: /name = "two"/ }, own],
    ["state diff -state=terraform.tfstate 1 2", 0, { out: /"one" -> "two"/ }, own],
  ]);
});

test.each([
  ["called terraform", {}, "terraform", false],
  ["called terraform and asked for", { TUTTI_STATE_HISTORY: "5" }, "terraform", true],
  ["called tutti", {}, "tutti", true],
  ["called tutti and switched off", { TUTTI_STATE_HISTORY: "0" }, "tutti", false],
  ["called tutti and asked for nonsense", { TUTTI_STATE_HISTORY: "many" }, "tutti", true],
] as const)("there is a history: %s", async (_, variables, product, there) => {
  const terminal = createTerminal(variables);
  await terminal.write(config("1"));
  await terminal.run("apply -auto-approve", { product });
  expect((await terminal.host.disk.stat(".terraform.tfstate.history")) !== undefined).toBe(there);
});

test("a damaged history is told, and stops nothing", async () => {
  const terminal = await changed();
  await terminal.host.disk.writeFile(".terraform.tfstate.history/1.whole", "broken");
  await terminal.host.disk.writeFile(".terraform.tfstate.history/2.delta", "broken");
  await expectRows(terminal.run, [
    ["plan", 0, { out: /No changes/ }, own],
    [
      "state history",
      0,
      { out: /\n3 .* apply/, err: /^Warning: The state's history is damaged: .*1\.whole/ },
      own,
    ],
    ["state rm terraform_data.a", 0, { out: /Successfully removed/ }, own],
    ["state show -at=1 terraform_data.a", 1, { err: /The state's history is damaged/ }, own],
  ]);
  await terminal.host.disk.remove(".terraform.tfstate.history", { recursive: true });
  await terminal.host.disk.writeFile(".terraform.tfstate.history", "in the way");
  await expectRows(terminal.run, [
    [
      "apply -auto-approve",
      0,
      { out: /Warning: The state's history was not written[\s\S]*Apply complete/ },
      own,
    ],
    ["state rm terraform_data.a", 0, { out: /Warning: The state's history was not written/ }, own],
  ]);
});
