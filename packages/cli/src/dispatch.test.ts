import { expect, test } from "vitest";
import { expectRows } from "../testkit/rows.ts";
import { createTerminal } from "../testkit/terminal.ts";
import { splitWords } from "./dispatch.ts";

test("what is shown where no command is named, or none of that name", async () => {
  const terminal = createTerminal();
  await expectRows(terminal.run, [
    ["", 127, { out: /^Usage: terraform \[global options\] <subcommand>/ }],
    ["-help", 0, { out: /^Usage: terraform / }],
    ["-version", 0, { out: /^Terraform v1\.11\.4\non linux_amd64\n/ }],
    ["-version", 0, { out: /^Tutti v/ }, { product: "tutti" }],
    ["--version", 0, { out: /^Consul v1\.9\.8/ }, { product: "consul" }],
    ["plam", 1, { err: /^Terraform has no command named "plam"\. Did you mean "plan"\?/ }],
    ["nonsense", 1, { err: /^Tutti has no command named "nonsense"\.\n/ }, { product: "tutti" }],
    ["nonsense", 127, { err: /^Usage: consul \[--version\]/ }, { product: "consul" }],
    ["", 127, { out: "", err: /^Usage: consul \[--version\]/ }, { product: "consul" }],
    ["-help", 0, { out: /^Usage: consul \[--version\]/ }, { product: "consul" }],
    ["-chdir plan", 1, { err: /Invalid -chdir option: must include an equals sign/ }],
    ["-chdir=x plan", 1, { err: /Error handling -chdir option: chdir x: permission denied/ }],
    ["state", 1, { out: /Subcommands:/ }],
    ["state nonsense", 1, { out: /Subcommands:/ }],
    ["workspace", 1, { out: /Subcommands:/ }],
    ["test", 0, { out: "\nSuccess! 0 passed, 0 failed.\n" }],
    ["graph", 0, { out: /does not contain any resources/ }],
    [
      "license get",
      1,
      { err: 'This version of Consul has no "license" command: there is nothing to license.\n' },
      { product: "consul" },
    ],
    ["plan -help", 0, { out: /^Usage: terraform \[global options\] plan/ }],
    ["plan -- -help", 1, { err: /Too many command line arguments/ }],
  ]);
});

test("arguments of the environment stand in front of a command's own", async () => {
  const terminal = createTerminal({
    TF_CLI_ARGS: "-no-color",
    TF_CLI_ARGS_plan: "-var 'v=from environment'",
    TF_CLI_ARGS_workspace_show: "-nonsense",
  });
  await terminal.write({ "main.tf": 'variable "v" {}\noutput "o" {\n  value = var.v\n}\n' });
  await expectRows(terminal.run, [
    ["plan", 0, { out: /\+ o = "from environment"/ }],
    ["workspace show", 1, { err: /not defined: -nonsense/ }],
  ]);
});

test.each([
  ["", []],
  ["a b", ["a", "b"]],
  [`-var 'a b' "c d"`, ["-var", "a b", "c d"]],
  ['a\\ b "x\\"y"', ["a b", 'x"y']],
  ["-var='k=v w'", ["-var=k=v w"]],
])("splitWords(%j)", (text, wanted) => expect(splitWords(text)).toEqual(wanted));

test("what the system refuses, where no command expected it, is told as that", async () => {
  const terminal = createTerminal();
  terminal.host.disk.failFrom(1, "EACCES");
  const run = await terminal.run("workspace new w");
  expect(run.status).toBe(1);
  expect(run.err).toMatch(/\S/);
});
