import { expect, test } from "vitest";
import { expectRows } from "../../../testkit/rows.ts";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

const CONFIG =
  'resource "terraform_data" "a" {}\nresource "terraform_data" "b" {\n  count = 2\n}\noutput "o" {\n  value = 1\n}\n';

async function applied(): Promise<Terminal> {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": CONFIG });
  expect(await terminal.run("apply -auto-approve")).toMatchObject({ status: 0 });
  return terminal;
}

test("state list and show", async () => {
  const terminal = await applied();
  await expectRows(terminal.run, [
    ["state list", 0, { out: "terraform_data.a\nterraform_data.b[0]\nterraform_data.b[1]\n" }],
    ["state list terraform_data.b", 0, { out: "terraform_data.b[0]\nterraform_data.b[1]\n" }],
    ["state list a..b", 1, { err: /Dot must be followed by attribute name/ }],
    ["state list -id nope", 0, {}],
    [
      "state show terraform_data.a",
      0,
      { out: /^# terraform_data\.a:\nresource "terraform_data" "a" \{\n {4}id = "/ },
    ],
    ["state show terraform_data.zz", 1, { err: /No instance found for the given address/ }],
    ["state show", 1, { out: /^Usage/, err: /Exactly one argument expected/ }],
    ["state show a..b", 1, { err: /Error parsing instance address/ }],
    ["show", 0, { out: /# terraform_data\.a:[\s\S]*Outputs:\n\no = 1/ }],
    ["show -json", 0, { out: /"values":\{"outputs":/ }],
    ["show a b", 1, { err: /Too many command line arguments/ }],
    ["show nope", 1, { err: /Failed to read the given file as a state or plan file/ }],
    ["show terraform.tfstate", 0, { out: /terraform_data\.a/ }],
    ["show main.tf", 1, { err: /State read error: Error reading main\.tf as a statefile: / }],
    ["show .", 1, { err: /Failed to read the given file .*read \.: is a directory/ }],
  ]);
  await terminal.host.disk.remove("terraform.tfstate");
  await expectRows(terminal.run, [
    ["state list", 1, { err: /No state file was found!/ }],
    ["state show terraform_data.a", 1, { err: /No state file was found!/ }],
    ["show", 0, { out: "No state.\n" }],
    ["show -json", 0, { out: /^\{"format_version":"1\.0"/ }],
    ["state pull", 0, { out: "" }],
  ]);
});

test("state mv: within a state, and to another one", async () => {
  const terminal = await applied();
  await expectRows(terminal.run, [
    [
      "state mv -dry-run terraform_data.a terraform_data.c",
      0,
      { out: 'Would move "terraform_data.a" to "terraform_data.c"\n' },
    ],
    [
      "state mv terraform_data.a terraform_data.c",
      0,
      { out: 'Move "terraform_data.a" to "terraform_data.c"\nSuccessfully moved 1 object(s).\n' },
    ],
    [
      "state mv terraform_data.a terraform_data.d",
      1,
      { err: /does not match anything in the current state/ },
    ],
    ["state mv terraform_data.c terraform_data.b[0]", 1, { err: /there is already a resource instance/ }],
    ["state mv terraform_data.c other_type.c", 1, { err: /resource types don't match/ }],
    ["state mv terraform_data.b terraform_data.c[0]", 1, { err: /the source is a whole resource/ }],
    ["state mv terraform_data.c module.m", 1, { err: /the target must also be a resource instance/ }],
    ["state mv terraform_data.c module.m.terraform_data.c", 0, { out: /Successfully moved/ }],
    ["state mv module.m terraform_data.c", 1, { err: /must also be a module/ }],
    ["state mv module.m module.n", 0, { out: /Move "module\.m" to "module\.n"/ }],
    ["state mv a", 1, { out: /^Usage/, err: "Exactly two arguments expected.\n" }],
    ["state mv a..b c", 1, { err: /must include a resource type.+Dot must be followed by/ }],
    ["state mv terraform_data.b a.[b]", 1, { err: /Dot must be followed by attribute name/ }],
    ["state mv -state-out new.tfstate terraform_data.b terraform_data.z", 0, { out: /Successfully moved/ }],
    ["state list", 0, { out: "module.n.terraform_data.c\n" }],
    ["state list -state new.tfstate", 0, { out: "terraform_data.z[0]\nterraform_data.z[1]\n" }],
    [
      "state mv -state-out new.tfstate module.n.terraform_data.c terraform_data.z[0]",
      1,
      { err: /there is already a resource instance/ },
    ],
    ["state mv -state-out new.tfstate -dry-run module.n module.k", 0, { out: /Would move/ }],
    ["state mv -state-out new.tfstate module.n module.k", 0, { out: /Successfully moved/ }],
    ["state list", 0, {}],
    ["state list -state new.tfstate", 0, { out: /terraform_data\.z\[1\]\nmodule\.k\.terraform_data\.c\n/ }],
    [
      "state mv -state-out terraform.tfstate -state terraform.tfstate a.b c.d",
      1,
      { err: /does not match anything/ },
    ],
  ]);
  const files = [...terminal.host.disk.files().keys()];
  expect(
    files.filter((path) => path.startsWith("new.tfstate") || path.includes("/new.tfstate")),
  ).toHaveLength(2);
  expect(files.some((path) => /new\.tfstate\.\d+\.backup$/.test(path))).toBe(true);
});

test("a move to another state that cannot be written leaves the object where it was", async () => {
  const terminal = await applied();
  await terminal.write({ "bad.tfstate": "{" });
  await expectRows(terminal.run, [
    [
      "state mv -state-out bad.tfstate terraform_data.a terraform_data.z",
      1,
      { err: /Error acquiring the state lock/ },
    ],
    ["state list", 0, { out: /terraform_data\.a\n/ }],
  ]);
});

test("state rm", async () => {
  const terminal = await applied();
  await expectRows(terminal.run, [
    ["state rm", 1, { out: /^Usage/, err: /At least one address is required/ }],
    ["state rm a..b", 1, { err: /Dot must be followed by attribute name/ }],
    ["state rm terraform_data.zz", 1, { err: /No matching objects found[\s\S]*terraform state list/ }],
    ["state rm -dry-run terraform_data.zz", 0, { out: /Would have removed nothing/ }],
    [
      "state rm -dry-run terraform_data.b",
      0,
      { out: "Would remove terraform_data.b[0]\nWould remove terraform_data.b[1]\n" },
    ],
    [
      "state rm -dry-run terraform_data.zz terraform_data.a terraform_data.a",
      0,
      { out: "Would remove terraform_data.a\nWould remove terraform_data.a\n" },
    ],
    ["state rm terraform_data.zz terraform_data.yy", 1, { err: /No matching objects found/ }],
    [
      "state rm terraform_data.zz terraform_data.b[1] terraform_data.a",
      0,
      { out: /Removed terraform_data\.b\[1\][\s\S]*Successfully removed 2 resource instance\(s\)/ },
    ],
    ["state list", 0, { out: "terraform_data.b[0]\n" }],
  ]);
});

/** As Terraform 1.11.4 plays them on one file, one after the other: what is pushed, and serial and lineage then. */
test("what state push does with serials and lineages", async () => {
  const terminal = createTerminal();
  const stateOf = ([serial, lineage, value]: readonly [number, string, number]): string =>
    JSON.stringify({
      version: 4,
      terraform_version: "1.11.4",
      serial,
      lineage,
      outputs: { o: { value, type: "number" } },
      resources: [],
    });
  await terminal.write({ "main.tf": "" });
  for (const [flags, pushed, refused, left] of [
    ["", [5, "L", 5], undefined, [5, "L"]],
    ["", [5, "L", 5], undefined, [5, "L"]],
    ["", [5, "L", 6], "cannot overwrite existing state with serial 5", [5, "L"]],
    ["", [9, "L", 5], undefined, [9, "L"]],
    ["", [2, "L", 7], "cannot import state with serial 2 over newer state with serial 9", [9, "L"]],
    ["-force ", [2, "L", 7], undefined, [3, "L"]],
    ["", [1, "M", 7], "cannot import state with lineage", [3, "L"]],
    ["-force ", [1, "M", 7], undefined, [1, "M"]],
    ["-force ", [0, "L", 1], undefined, [1, "L"]],
    ["", [3, "", 1], undefined, [3, ""]],
    ["", [9, "L", 5], undefined, [10, "L"]],
    ["", [9, "L", 5], "cannot import state with serial 9 over newer state with serial 10", [10, "L"]],
  ] as const) {
    const { status, err } = await terminal.run(`state push ${flags}-`, { stdin: stateOf(pushed) });
    expect([status, err]).toEqual(refused === undefined ? [0, ""] : [1, expect.stringContaining(refused)]);
    const { serial, lineage } = JSON.parse((await terminal.read("terraform.tfstate")) ?? "");
    expect([serial, lineage]).toEqual(left);
  }
});

test("state pull, push and replace-provider", async () => {
  const terminal = await applied();
  const pulled = await terminal.run("state pull");
  const state = JSON.parse(pulled.out);
  await terminal.write({
    "older.tfstate": JSON.stringify({ ...state, serial: 0 }),
    "newer.tfstate": JSON.stringify({ ...state, serial: 99 }),
    "other.tfstate": JSON.stringify({ ...state, lineage: "other", serial: 100 }),
    "bad.tfstate": "{",
  });
  await expectRows(terminal.run, [
    ["state push", 1, { out: /^Usage/, err: /Exactly one argument expected/ }],
    [
      "state push older.tfstate",
      1,
      { err: "Failed to write state: cannot import state with serial 0 over newer state with serial 1\n" },
    ],
    [
      "state push other.tfstate",
      1,
      {
        err: /^Failed to write state: cannot import state with lineage "other" over unrelated state with lineage "[0-9a-f-]{36}"\n$/,
      },
    ],
    ["state push bad.tfstate", 1, { err: /Error reading source state "bad\.tfstate"/ }],
    ["state push nope.tfstate", 1, { err: "open nope.tfstate: no such file or directory\n" }],
    ["state push newer.tfstate", 0, {}],
    ["state push -force other.tfstate", 0, {}],
    [
      "state push -",
      1,
      {
        err: /^Failed to write state: cannot import state with lineage "[0-9a-f-]{36}" over unrelated state with lineage "other"\n$/,
      },
      { stdin: pulled.out },
    ],
    ["state push -force -", 0, {}, { stdin: pulled.out }],
    ["state replace-provider a", 1, { out: /^Usage/, err: /Exactly two arguments expected/ }],
    ["state replace-provider ?? b/c", 1, { err: /Invalid "from" provider/ }],
    ["state replace-provider a/b ??", 1, { err: /Invalid "to" provider/ }],
    ["state replace-provider a/b c/d", 0, { out: "No matching resources found.\n" }],
    [
      "state replace-provider terraform.io/builtin/terraform c/d",
      0,
      { out: /Cancelled replacing providers/ },
      { stdin: "no\n" },
    ],
    [
      "state replace-provider terraform.io/builtin/terraform c/d",
      1,
      { out: /Enter a value: $/, err: /Error asking for approval: EOF/ },
    ],
    [
      "state replace-provider -auto-approve terraform.io/builtin/terraform c/d",
      0,
      { out: /Successfully replaced provider for 2 resources/ },
    ],
    [
      "providers",
      0,
      { out: /Providers required by state:\n\n {4}provider\[registry\.terraform\.io\/c\/d\]/ },
    ],
  ]);
});

/** Words of a message in a frame, wherever its lines end. */
function said(...words: readonly string[]): RegExp {
  const escaped = words.map((text) =>
    text.replaceAll(/[.*+?^$()[\]{}|\\]/g, "\\$&").replaceAll(" ", "[\\s│]+"),
  );
  return new RegExp(escaped.join("[^]*"));
}

const NO_INSTANCE = "Error: No such resource instance";
const WHOLE_MODULE =
  "A resource instance address is required here. The module path must be followed by a resource instance specification.";

/** Addresses that are none, and what `terraform` 1.11.4 says of them. */
const NO_ADDRESSES: readonly (readonly [address: string, summary: string, detail: string])[] = [
  ["a..b", "Attribute name required", "Dot must be followed by attribute name."],
  ["a", "Invalid address", "Resource specification must include a resource type and name."],
  ["a.b.c", "Invalid address", "Resource instance key must be given in square brackets."],
  ["a.b.c.d", "Invalid address", "Unexpected extra operators after address."],
  ["a[0].b", "Invalid address", "A resource name is required."],
  ["module.m", "Invalid address", WHOLE_MODULE],
  ["module.m.a", "Invalid address", "Resource specification must include a resource type and name."],
  ["1a.b", "Variable name required", "Must begin with a variable name."],
  [
    "a.b[foo]",
    "Index value required",
    "Index brackets must contain either a literal number or a literal string.",
  ],
  ["a.b[*]", "Attribute name required", "Splat expressions ([*]) may not be used here."],
  ["a.b[1.5]", "Invalid address", "Invalid resource instance key: value must be a whole number, between"],
  ["a.b[1", "Unclosed index brackets", "Index key must be followed by a closing bracket."],
];

test.each(NO_ADDRESSES)("%s is no address of an instance", async (address, summary, detail) => {
  const terminal = await applied();
  const err = said(`Error: ${summary}`, "on line 1:", "(source code not available)", detail);
  const imported = said(`Error: ${summary}`, "on <import-address> line 1:", `1: ${address}`, detail);
  await expectRows(terminal.run, [
    [`taint ${address}`, 1, { err }],
    [`untaint ${address}`, 1, { err }],
    [`import ${address} x`, 1, { err: imported, out: /^For information on valid syntax, see:/ }],
    [
      `state show ${address}`,
      1,
      {
        err: said(
          `^Error parsing instance address: ${address}`.slice(1),
          "This command requires that the address",
        ),
      },
    ],
  ]);
});

test("where there is no state yet, nothing can be tainted, pulled or refreshed", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": 'output "o" {\n  value = "x"\n}\n' });
  const nothing = said(NO_INSTANCE, "The state currently contains no resource instances whatsoever.");
  await expectRows(terminal.run, [
    ["init", 0, { out: /successfully initialized/ }],
    ["taint terraform_data.a", 1, { err: nothing }],
    ["untaint terraform_data.a", 1, { err: nothing }],
    ["state pull", 0, { out: "" }],
    ["refresh -no-color", 0, { out: said("Warning: Empty or non-existent state", 'Outputs: o = "x"') }],
    ["refresh -no-color", 0, { out: said("there is nothing to refresh.", 'Outputs: o = "x"') }],
    ["state pull", 0, { out: /\n}\n\n$/ }],
  ]);
});

test("taint and untaint", async () => {
  const terminal = await applied();
  await expectRows(terminal.run, [
    ["taint", 1, { err: /expects exactly one argument/ }],
    ["taint data.a.b", 1, { err: /^Resource instance data\.a\.b cannot be tainted\n$/ }],
    ["taint terraform_data.zz", 1, { err: said(NO_INSTANCE, "address terraform_data.zz. If the resource") }],
    ["untaint terraform_data.zz", 1, { err: said(NO_INSTANCE, "before they can be tainted.") }],
    ["untaint data.a.b", 1, { err: said(NO_INSTANCE, "address data.a.b. If the resource") }],
    [
      "taint -allow-missing terraform_data.zz",
      0,
      { out: /not found, but this is not an error[\s\S]*was set\.\n╵\n\n$/ },
    ],
    ["untaint terraform_data.a", 1, { err: /is not currently tainted/ }],
    [
      "taint terraform_data.a",
      0,
      { out: "Resource instance terraform_data.a has been marked as tainted.\n" },
    ],
    ["plan", 0, { out: /is tainted, so must be replaced/ }],
    ["untaint terraform_data.a", 0, { out: /successfully untainted/ }],
    ["plan", 0, { out: /No changes/ }],
    ["force-unlock", 1, { out: /Usage/, err: /Expected a single argument: LOCK_ID/ }],
    ["force-unlock x", 1, { err: /^Local state cannot be unlocked by another process\n$/ }],
    ["force-unlock -force x", 1, { err: /LocalState not locked/ }],
  ]);
});

test("workspaces", async () => {
  const terminal = await applied();
  await expectRows(terminal.run, [
    ["workspace list", 0, { out: "* default\n\n" }],
    ["workspace new", 1, { out: /^Usage/, err: /Expected a single argument: NAME/ }],
    ["workspace new a/b", 1, { err: /is not allowed/ }],
    [["workspace", "new", ""], 1, { err: /The workspace name "" is not allowed/ }],
    [["workspace", "select", "-or-create", ""], 1, { err: /The workspace name "" is not allowed/ }],
    [["workspace", "select", ""], 1, { err: /^\nWorkspace "" doesn't exist/ }],
    [["workspace", "delete", ""], 1, { err: /^Workspace "" doesn't exist/ }],
    ["workspace new blue", 0, { out: /Created and switched to workspace "blue"/ }],
    ["workspace new blue", 1, { err: /already exists/ }],
    ["workspace show", 0, { out: "blue\n" }],
    ["apply -auto-approve", 0, { out: /3 added/ }],
    ["workspace delete blue", 1, { err: /is your active workspace/ }],
    ["workspace select nope", 1, { err: /doesn't exist/ }],
    ["workspace select -or-create green", 0, { out: /Created and switched to workspace "green"/ }],
    ["workspace select green", 0, {}],
    ["workspace select default", 0, { out: /Switched to workspace "default"/ }],
    ["workspace select", 1, { out: /^Usage/, err: /Expected a single argument/ }],
    ["workspace delete", 1, { out: /^Usage/, err: /Expected a single argument/ }],
    ["workspace delete nope", 1, { err: /doesn't exist/ }],
    ["workspace delete blue", 1, { err: /Workspace is not empty[\s\S]*terraform_data\.a/ }],
    [
      "workspace delete -force blue",
      0,
      { out: /Deleted workspace "blue"![\s\S]*WARNING: "blue" was non-empty/ },
    ],
    ["workspace delete green", 0, { out: 'Deleted workspace "green"!\n' }],
    ["workspace new -state terraform.tfstate copy", 0, { out: /Created and switched/ }],
    ["state list", 0, { out: /terraform_data\.a\n/ }],
    ["workspace delete default", 1, { err: /cannot delete default state/ }],
  ]);
  await terminal.write({ "bad.tfstate": "{" });
  await expectRows(terminal.run, [
    [
      "workspace new -state bad.tfstate worse",
      1,
      {
        err: '2 problems:\n\n- Unsupported state file format: The state file could not be parsed as JSON: syntax error at byte offset 1.\n- Unsupported state file format: The state file does not have a "version" attribute, which is required to identify the format version.\n',
      },
    ],
  ]);
});

test("a workspace of the environment wins, and cannot be changed", async () => {
  const terminal = createTerminal({ TF_WORKSPACE: "env" });
  await terminal.write({ "main.tf": CONFIG });
  await expectRows(terminal.run, [
    ["workspace show", 0, { out: "env\n" }],
    ["workspace list", 0, { out: /being overridden using the TF_WORKSPACE environment\nvariable\.\n\n$/ }],
    ["workspace select default", 1, { err: /^\nThe selected workspace is currently overridden/ }],
    ["workspace select env", 1, { err: /^\nThe selected workspace is currently overridden/ }],
    ["workspace select a/b", 1, { err: /^\nThe selected workspace is currently overridden/ }],
    ["workspace new x", 1, { err: /^\nThe workspace is currently overridden/ }],
    ["workspace new a/b", 1, { err: /^\nThe workspace name "a\/b" is not allowed/ }],
    ["workspace new env", 0, { out: /^Created and switched to workspace "env"!/ }],
    ["workspace delete x", 1, { err: /^Workspace "x" doesn't exist/ }],
    ["workspace delete env", 1, { err: /^Workspace "env" is your active workspace/ }],
  ]);
});

test("workspaces are called what Go leaves as it is in a path, and never by dots or by nothing", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": CONFIG });
  for (const name of ["a:b", "a@b", "a$&+=b", "a~b._-Z9"])
    expect((await terminal.run(["workspace", "new", name])).status, name).toBe(0);
  for (const name of ["a!b", "a*b", "a'b", "(a)", "a,b", "a;b", "a b", "a/b", "é", "a%20b", ".", "..", ""])
    expect((await terminal.run(["workspace", "new", name])).err, name).toContain("is not allowed");
});

test("a workspace of the environment that cannot be one keeps every command from states", async () => {
  const terminal = createTerminal({ TF_WORKSPACE: "../x" });
  await terminal.write({ "main.tf": CONFIG, "x/terraform.tfstate": "{}" });
  for (const line of [
    "workspace show",
    "workspace list",
    "workspace new q",
    "workspace delete q",
    "init",
    "validate",
    "plan",
    "apply",
    "refresh",
    "test",
    "output",
    "show",
    "console",
    "providers",
    "graph",
    "taint terraform_data.a",
    "force-unlock x",
    "import terraform_data.a x",
    "state list",
    "state show terraform_data.a",
    "state pull",
    "state rm terraform_data.a",
    "state mv terraform_data.a terraform_data.b",
  ]) {
    const { status, out, err } = await terminal.run(line);
    expect([line, status], out + err).toEqual([line, 1]);
    expect(out + err, line).toContain(
      line === "workspace new q"
        ? "The workspace is currently overridden"
        : "Invalid workspace name set using TF_WORKSPACE",
    );
  }
});

test("a state that cannot be read is told by every command", async () => {
  const terminal = await applied();
  await terminal.write({ "terraform.tfstate": "{" });
  for (const line of [
    "state list",
    "state show terraform_data.a",
    "state pull",
    "state rm terraform_data.a",
    "state mv a.b c.d",
    "taint terraform_data.a",
    "output",
    "show",
    "plan",
    "providers",
    "console",
  ]) {
    const run = await terminal.run(line);
    expect(run.status, line).toBe(1);
    expect(run.err, line).toMatch(/\S/);
  }
});

test("show lays out outputs as it lays out attributes, without the nulls of objects", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf":
      'output "hidden" {\n  value     = 1\n  sensitive = true\n}\noutput "lines" {\n  value = "a\\nb"\n}\noutput "list" {\n  value = [1, null, { longer = "x", n = null, z = {} }]\n}\n',
  });
  expect(await terminal.run("apply -auto-approve")).toMatchObject({ status: 0 });
  expect((await terminal.run("show")).out).toBe(
    '\n\nOutputs:\n\nhidden = (sensitive value)\nlines = <<-EOT\n    a\n    b\nEOT\nlist = [\n    1,\n    null,\n    {\n        longer = "x"\n        z      = {}\n    },\n]\n',
  );
});

const HELP: readonly (readonly [line: string, err: RegExp])[] = [
  ["state show", /^Exactly one argument expected\.\n$/],
  ["state show a b", /^Exactly one argument expected\.\n$/],
  ["state push", /^Exactly one argument expected\.\n$/],
  ["state mv a", /^Exactly two arguments expected\.\n$/],
  ["state replace-provider a", /^Exactly two arguments expected\.\n$/],
  ["state rm", /^At least one address is required\.\n$/],
  ["workspace new", /^Expected a single argument: NAME\.\n/],
  ["workspace select a b", /^Expected a single argument: NAME\.\n/],
  ["workspace delete", /^Expected a single argument: NAME\.\n/],
  ["force-unlock a b", /^Expected a single argument: LOCK_ID\n$/],
];

test.each(HELP)("%s: what is wrong is an error, and how it should be the output", async (line, err) => {
  const { status, out, err: said } = await createTerminal().run(line);
  const command = line
    .split(" ")
    .slice(0, line.startsWith("force") ? 1 : 2)
    .join(" ");
  expect([status, said]).toEqual([1, expect.stringMatching(err)]);
  expect(out).toContain(`Usage: terraform [global options] ${command} `);
});

test.each(["console a", "workspace list a", "graph a", "get a", "init a", "providers a"])(
  "%s: a folder is no argument",
  async (line) => {
    const { status, out, err } = await createTerminal().run(line);
    expect([status, out]).toEqual([1, ""]);
    expect(err).toContain("Too many command line arguments. Did you mean to use -chdir?");
  },
);

test.each([
  "state list",
  "state show terraform_data.a",
  "state rm terraform_data.a",
  "state rm -dry-run terraform_data.a",
  "state mv terraform_data.a terraform_data.b",
  "state replace-provider -auto-approve hashicorp/a hashicorp/b",
])("%s says that there is no state, where there is none", async (command) => {
  const { status, err } = await createTerminal().run(command);
  expect([status, err.split("\n")[0]]).toEqual([1, "No state file was found!"]);
});
