import { join } from "node:path";
import { inTerraformFolder, type RuleCase, testGolden } from "@tutti/config/testkit";
import { describe, expect, test } from "vitest";
import { expectRows } from "../../../testkit/rows.ts";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

/**
 * Modules with tests, and below each what `terraform test` 1.11.4 says: in
 * words, with all that it looked at, and as JSON. `TUTTI_GOLDEN=terraform` asks
 * the `terraform` on the path anew.
 */
const PATH = join(import.meta.dirname, "../../../testdata/test.txt");
const LINES = ["test -no-color", "test -no-color -verbose", "test -json"];

interface Said {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}
type Type = (words: string) => Promise<Said>;

describe("as Terraform tests", () => {
  testGolden(PATH, { ours: askTutti, theirs: askTerraform });
});

/** Every line with a mark in front, so that empty ones are kept. */
async function transcript(type: Type): Promise<readonly string[]> {
  const said: string[] = [];
  for (const line of LINES) {
    const { status, out, err } = await type(line);
    said.push(`$ ${line}`, `status ${status}`);
    const ids = new Map<string, string>();
    const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;
    const named = (text: string): string =>
      text.replace(UUID, (id) => {
        const name = ids.get(id) ?? `id ${ids.size}`;
        ids.set(id, name);
        return name;
      });
    for (const [mark, text] of [
      ["|", out],
      ["!", err],
    ] as const)
      if (text !== "")
        said.push(
          ...named(text)
            .split("\n")
            .map((row) => `${mark}${comparableRow(row)}`),
        );
  }
  return said;
}

/** Of JSON what a program acts on; the times and the product's version are of the machine. */
function comparableRow(row: string): string {
  if (!row.startsWith("{")) return row;
  const { "@timestamp": _, terraform: __, ...rest } = JSON.parse(row);
  return JSON.stringify(rest, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

async function askTutti({ files }: RuleCase): Promise<readonly string[]> {
  const terminal = createTerminal();
  await terminal.write(files);
  await terminal.run("init");
  const said = await transcript((words) => terminal.run(words));
  expect(await terminal.host.disk.stat(".terraform/tests/a.tftest.hcl")).toBeUndefined();
  return said;
}

function askTerraform({ files }: RuleCase): Promise<readonly string[]> {
  return inTerraformFolder(({ write, run }) => {
    write(files);
    run(["init"]);
    return transcript(async (words) => run(words.split(" ")));
  });
}

const MAIN = `variable "v" {
  type    = number
  default = 1
}
resource "terraform_data" "a" {
  input = var.v
}
output "o" {
  value = terraform_data.a.output
}
`;
const PASSING =
  'run "r" {\n  assert {\n    condition     = output.o == var.v\n    error_message = "o"\n  }\n}\n';

async function moduleWith(files: Readonly<Record<string, string>>): Promise<Terminal> {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": MAIN, ...files });
  await terminal.run("init");
  return terminal;
}

describe("which tests are run", () => {
  test("is said by -filter and -test-directory; values come from -var and files of variables", async () => {
    const terminal = await moduleWith({
      "a.tftest.hcl": PASSING,
      "tests/b.tftest.hcl": PASSING.replace("output.o == var.v", "output.o == 7"),
      "more/c.tftest.hcl": PASSING,
    });
    const success = (count: number) => new RegExp(`\\nSuccess! ${count} passed, 0 failed\\.\\n$`);
    await expectRows(terminal.run, [
      [
        "test -no-color",
        1,
        { out: /b\.tftest\.hcl\.\.\. fail\n\nFailure! 1 passed, 1 failed\.\n$/, err: /output\.o is 1/ },
      ],
      ["test -no-color -var v=7", 0, { out: success(2) }],
      ["test -no-color -filter=a.tftest.hcl", 0, { out: success(1) }],
      ["test -no-color -filter=./a.tftest.hcl -filter=tests/b.tftest.hcl -var v=7", 0, { out: success(2) }],
      ["test -no-color -filter=none.tftest.hcl", 0, { out: "\nSuccess! 0 passed, 0 failed.\n" }],
      [
        "test -no-color -test-directory=more",
        0,
        { out: /^a\.tftest\.hcl[\s\S]*more\/c\.tftest\.hcl\.\.\. pass[\s\S]*2 passed/ },
      ],
      [
        "test -no-color -test-directory=none",
        0,
        {
          out: /^\nWarning: Test directory does not exist\n\nRequested test directory none does not exist\.\na\.tftest/,
        },
      ],
      ["test -no-color -filter=a.tftest.hcl -var w=1", 0, { out: success(1) }],
      ["test -cloud-run=x", 1, { err: /Tests are run here; there is no service that could run them/ }],
      ["test -bogus", 1, { err: /flag provided but not defined: -bogus/ }],
    ]);
    await terminal.write({ "terraform.tfvars": "v = 7\n" });
    await expectRows(terminal.run, [["test -no-color", 0, { out: success(2) }]]);
  });

  test("is nothing while the module or a test is not valid", async () => {
    const terminal = await moduleWith({ "a.tftest.hcl": 'run "r" {\n  command = destroy\n}\n' });
    await expectRows(terminal.run, [
      ["test -no-color", 1, { out: "", err: /Invalid "command" keyword/ }],
      ["validate -no-color", 1, { err: /Invalid "command" keyword/ }],
    ]);
  });
});

describe("a report for build servers", () => {
  test("has every run with its time and what was said of it", async () => {
    const terminal = await moduleWith({
      "a.tftest.hcl": `${PASSING}run "f" {
  command = plan
  assert {
    condition     = var.v == 2
    error_message = "is <not> ]]> two"
  }
}
run "e" {
  variables {
    v = run.none.o
  }
}
run "s" {}
`,
    });
    await terminal.run("test -no-color -junit-xml=report.xml");
    const text = ((await terminal.read("report.xml")) ?? "")
      .replaceAll(/time="[0-9.]+" timestamp="[^"]+"/g, "WHEN")
      .replace(/ {2}on a\.tftest\.hcl[\s\S]*?\n\n(?=is)/, "");
    expect(text).toContain(
      '<testsuite name="a.tftest.hcl" tests="4" skipped="1" failures="1" errors="1">\n' +
        '    <testcase name="r" classname="a.tftest.hcl" WHEN></testcase>\n' +
        '    <testcase name="f" classname="a.tftest.hcl" WHEN>\n' +
        '      <failure message="Test run failed"><![CDATA[\nError: Test assertion failed\n\nis <not> ]]]]><![CDATA[> two\n]]></failure>\n',
    );
    expect(text).toContain(
      '<error message="Encountered an error"><![CDATA[\nError: Reference to unknown run block\n',
    );
    expect(text).toContain(
      '<testcase name="s" classname="a.tftest.hcl">\n      <skipped message="Testcase skipped due to a previous testcase error"><![CDATA[Previous testcase "e" ended in error, which caused the remaining tests in the file to be skipped]]></skipped>',
    );
  });

  test("that cannot be written fails the command", async () => {
    const terminal = await moduleWith({ "a.tftest.hcl": PASSING });
    await expectRows(terminal.run, [
      ["test -no-color -junit-xml=none/report.xml", 1, { out: /1 passed/, err: /Test report not written/ }],
    ]);
  });
});

describe("what a test makes", () => {
  const STUBBORN = `${MAIN}resource "terraform_data" "stubborn" {
  provisioner "local-exec" {
    when    = destroy
    command = "let-go"
  }
}
`;
  const STATE = ".terraform/tests/a.tftest.hcl/main.tfstate";

  test("and cannot be destroyed is told, kept, and destroyed by the next test first", async () => {
    const terminal = createTerminal();
    const shell = { exitCode: 1 };
    terminal.host.processes.install("/bin/sh", async () => shell);
    await terminal.write({ "main.tf": STUBBORN, "a.tftest.hcl": PASSING });
    await terminal.run("init");
    const first = await terminal.run("test -no-color");
    expect(first.status).toBe(1);
    expect(first.out).toMatch(/a\.tftest\.hcl\.\.\. tearing down\na\.tftest\.hcl\.\.\. fail\n/);
    expect(first.err).toMatch(
      /^Terraform encountered an error destroying resources created while executing\na\.tftest\.hcl\/r\.\n\nError: local-exec provisioner error\n/,
    );
    expect(first.err).toMatch(
      /\n\nTerraform left the following resources in state after executing\na\.tftest\.hcl\/r, and they need to be cleaned up manually:\n {2}- terraform_data\.stubborn\n$/,
    );
    expect(first.out).toMatch(/\nFailure! 1 passed, 0 failed\.\n$/);
    expect(await terminal.read(STATE)).toMatch(/"name": "stubborn"/);
    shell.exitCode = 0;
    const second = await terminal.run("test -no-color");
    expect(second.status).toBe(0);
    expect(second.out).toMatch(
      /Warning: Objects of an earlier test destroyed[\s\S]*- terraform_data\.stubborn\n/,
    );
    expect(await terminal.read(STATE)).toBeUndefined();
  });

  test("stays where nobody can tell any more what is in its state", async () => {
    const terminal = createTerminal();
    const { disk, processes } = terminal.host;
    processes.install("/bin/sh", async () => {
      disk.forbid(STATE);
      return { exitCode: 0 };
    });
    await terminal.write({ "main.tf": STUBBORN, "a.tftest.hcl": PASSING });
    await terminal.run("init");
    const ended = await terminal.run("test -no-color");
    expect(ended.status).toBe(1);
    expect(ended.out).toMatch(/tearing down\na\.tftest\.hcl\.\.\. fail\n/);
    expect(ended.err).toMatch(/Error: State of an earlier test cannot be read\n/);
    disk.mend();
    expect(await terminal.read(STATE)).toMatch(/"version": 4/);
  });

  test("is taken down when Ctrl-C stops the tests, and the rest is left out", async () => {
    const terminal = createTerminal();
    let started = (): void => undefined;
    const running = new Promise<void>((resolve) => {
      started = resolve;
    });
    terminal.host.processes.install("/bin/sh", async () => {
      started();
      await terminal.host.clock.sleep(5_000);
      return { exitCode: 0 };
    });
    await terminal.write({
      "main.tf": `${MAIN}resource "terraform_data" "slow" {\n  provisioner "local-exec" {\n    command = "slow"\n  }\n}\n`,
      "a.tftest.hcl": `${PASSING}run "later" {}\n`,
    });
    await terminal.run("init");
    const test = await terminal.start("test -no-color", /in progress/);
    await running;
    const ended = await test.interrupt();
    expect(ended.status).toBe(1);
    expect(ended.out).toMatch(/run "later"\.\.\. skip\na\.tftest\.hcl\.\.\. tearing down\n/);
    expect(ended.err).toMatch(/Interrupt received\. What was made is taken down/);
    expect(await terminal.read(STATE)).toBeUndefined();
  });
});

describe("what an earlier test left and that cannot be destroyed now", () => {
  const FOLDER = ".terraform/tests/a.tftest.hcl";
  const STATE = `${FOLDER}/main.tfstate`;
  const OTHER = `${FOLDER}/.%2Fm.tfstate`;
  const WITH_MODULE = `run "m" {\n  module {\n    source = "./m"\n  }\n}\n`;
  /** A test that is killed after it made its objects, as its state and its journal tell. */
  const LEFT = `{"version":4,"terraform_version":"1.11.4","serial":1,"lineage":"l","outputs":{},"resources":[{"mode":"managed","type":"terraform_data","name":"left","provider":"provider[\\"terraform.io/builtin/terraform\\"]","instances":[{"schema_version":0,"attributes":{"id":"x"}}]}]}`;

  const cases: readonly [
    string,
    Readonly<Record<string, string>>,
    (terminal: Terminal) => unknown,
    RegExp,
  ][] = [
    ["a state that is damaged", { [STATE]: LEFT.slice(0, -9) }, () => {}, /main\.tfstate/],
    ["a state of something else", { [STATE]: "[]" }, () => {}, /main\.tfstate/],
    ["a folder in place of the state", { [`${STATE}/x`]: "" }, () => {}, /This is a directory/],
    [
      "a state that may not be read",
      { [STATE]: LEFT },
      ({ host }) => host.disk.forbid(STATE),
      /Permission is denied/,
    ],
    [
      "a journal that is damaged",
      { [STATE]: LEFT, [`${FOLDER}/.main.tfstate.journal`]: "x\n{}\n" },
      () => {},
      /\.main\.tfstate\.journal holds what an apply did that was stopped/,
    ],
    [
      "a folder in place of the journal",
      { [STATE]: LEFT, [`${FOLDER}/.main.tfstate.journal/x`]: "" },
      () => {},
      /This is a directory: \S+\.main\.tfstate\.journal/,
    ],
    [
      "a journal that may not be read",
      { [STATE]: LEFT, [`${FOLDER}/.main.tfstate.journal`]: "x\n" },
      ({ host }) => host.disk.forbid(`${FOLDER}/.main.tfstate.journal`),
      /Permission is denied: \S+\.main\.tfstate\.journal/,
    ],
  ];
  for (const [place, runs] of [
    ["of the first run", PASSING],
    ["of another run", `${WITH_MODULE}${PASSING}`],
    ["of a run that was skipped", `run "wrong" {\n  variables {\n    v = run.x.o\n  }\n}\n${PASSING}`],
    ["of no run any more", WITH_MODULE],
  ] as const)
    test.each(cases)(`%s (${place})`, async (_, left, then, why) => {
      const terminal = await moduleWith({ "m/main.tf": "", "a.tftest.hcl": runs });
      await terminal.write(left);
      then(terminal);
      for (const word of ["test -no-color", "test -json"]) {
        const said = await terminal.run(word);
        const text = `${said.out}${said.err}`.replaceAll(/\s+/g, " ");
        expect(said.status, text).toBe(1);
        expect(text).toContain("State of an earlier test cannot be read");
        expect(text).toMatch(why);
        expect(text).toContain("a.tftest.hcl");
      }
      terminal.host.disk.mend();
      for (const [path, text] of Object.entries(left)) expect(await terminal.read(path)).toBe(text);
    });

  test("stays while its run is skipped or gone, and is destroyed once that is back", async () => {
    const terminal = await moduleWith({ "m/main.tf": "", "a.tftest.hcl": PASSING });
    await terminal.write({ [OTHER]: LEFT });
    const gone = await terminal.run("test -no-color", { product: "tutti" });
    expect(gone.status).toBe(1);
    expect(gone.out).toMatch(/Failure! 1 passed, 0 failed\./);
    expect(gone.err.replaceAll(/\s+/g, " ")).toMatch(
      /^ ?Error: Objects of an earlier test left behind An earlier test of a\.tftest\.hcl .* The state stays in \S+%2Fm\.tfstate\. .* after executing a\.tftest\.hcl, .*: - terraform_data\.left $/,
    );
    await terminal.write({ "a.tftest.hcl": `${PASSING.replace("var.v", "0")}${WITH_MODULE}` });
    await terminal.run("init");
    const failing = await terminal.run("test -no-color", { product: "tutti" });
    expect(failing.out).toMatch(/run "m"\.\.\. pass/);
    expect(failing.out).toMatch(/Objects of an earlier test destroyed[\s\S]*- terraform_data\.left/);
    await terminal.write({
      [OTHER]: LEFT,
      "a.tftest.hcl": `run "wrong" {\n  variables {\n    v = run.x.o\n  }\n}\n${WITH_MODULE}`,
    });
    const skipped = await terminal.run("test -no-color", { product: "tutti" });
    expect(skipped.out).toMatch(/run "m"\.\.\. skip/);
    expect(skipped.err).toMatch(/after executing a\.tftest\.hcl\/m,/);
    expect(skipped.err.replaceAll(/\s+/g, " ")).toMatch(/the next test of this file destroys them first/);
    expect(await terminal.read(OTHER)).toBe(LEFT);
  });

  test("is not touched while another test works on it", async () => {
    const terminal = await moduleWith({ "m/main.tf": "", "a.tftest.hcl": PASSING });
    const { disk } = terminal.host;
    await terminal.write({ [STATE]: LEFT, [OTHER]: LEFT });
    const locks = [await disk.lock(STATE), await disk.lock(OTHER)];
    const refused = await terminal.run("test -no-color");
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/^\nError: Tests of this file cannot be run now\n/);
    expect(refused.err).not.toMatch(/left/);
    for (const path of [STATE, OTHER]) expect(await terminal.read(path)).toBe(LEFT);
    for (const lock of locks) await lock?.release();
  });
});

test("a state_key like the name of the file for none is a state of its own", async () => {
  const terminal = await moduleWith({
    "a.tftest.hcl": `${PASSING}run "n" {\n  state_key = "main"\n}\nrun "q" {\n  state_key = "%"\n}\n`,
  });
  await expectRows(terminal.run, [["test -no-color", 0, { out: /Success! 3 passed/ }]]);
});

test("modules that runs name are installed by init, and told of before any run", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": MAIN,
    "alt/main.tf": 'module "s" {\n  source = "./sub"\n}\n',
    "alt/sub/main.tf": "",
    "a.tftest.hcl": 'run "r" {\n  module {\n    source = "./alt"\n  }\n}\n',
    "tests/b.tftest.hcl": 'run "r" {\n  module {\n    source = "./alt"\n  }\n}\n',
  });
  const manifest = async (): Promise<readonly unknown[]> =>
    JSON.parse((await terminal.read(".terraform/modules/modules.json")) ?? "").Modules.map(
      ({ Key }: { readonly Key: string }) => Key,
    );
  await expectRows(terminal.run, [
    [
      "test -no-color",
      1,
      { err: /Module not installed[\s\S]*in run "r":[\s\S]*Module not installed[\s\S]*in run "r":/ },
    ],
    [
      "init -no-color",
      0,
      {
        out: /Initializing modules\.\.\.\n- test\.a\.r in alt\n- test\.a\.r\.s in alt\/sub\n- test\.tests\.b\.r in alt\n- test\.tests\.b\.r\.s in alt\/sub\n/,
      },
    ],
    ["test -no-color", 0, { out: /Success! 2 passed/ }],
    ["get", 0, { out: "" }],
  ]);
  expect(await manifest()).toEqual(["", "test.a.r", "test.a.r.s", "test.tests.b.r", "test.tests.b.r.s"]);
  await terminal.write({ "a.tftest.hcl": 'run "r" {\n  module {\n    source = "./alt/sub"\n  }\n}\n' });
  const changed = { out: /^$/, err: /Module source has changed/ };
  await expectRows(terminal.run, [
    ["test -no-color", 1, changed],
    ["validate -no-color", 1, changed],
    ["init -get=false", 1, { out: /^Initializing the backend/, err: /Module source has changed/ }],
    ["validate -no-tests", 0, { out: /Success/ }],
    ["plan", 0, { out: /to add/ }],
  ]);
});

test("validate checks the local modules that runs name, each once, unless tests are left out", async () => {
  const run = (name: string): string => `run "${name}" {\n  module {\n    source = "./alt"\n  }\n}\n`;
  const terminal = await moduleWith({
    "alt/main.tf": "locals {\n  a = local.none\n}\n",
    "a.tftest.hcl": `${run("r")}${run("s")}`,
    "b.tftest.hcl": run("r"),
  });
  const { status, out } = await terminal.run("validate -json");
  expect([status, JSON.parse(out).error_count]).toEqual([1, 1]);
  expect(JSON.parse(out).diagnostics[0]).toMatchObject({
    summary: "Reference to undeclared local value",
    range: { filename: "alt/main.tf" },
  });
  expect((await terminal.run("validate -no-tests")).status).toBe(0);
});

test.each([
  ["./none", "", "Unreadable module directory", 'could not be read for module "r"'],
  ["git::https://x.y/z", "", "Invalid module source address", "Only local or registry module sources"],
  ["a/b/c", '    version = "bad"\n', "Invalid version constraint", "does not use correct version constraint"],
])("the module %s of a run is refused by init", async (source, version, summary, detail) => {
  const terminal = createTerminal();
  const run = `run "r" {\n  module {\n    source  = "${source}"\n${version}  }\n}\n`;
  await terminal.write({ "main.tf": MAIN, "a.tftest.hcl": run });
  const { status, err } = await terminal.run("init -no-color");
  expect(status).toBe(1);
  expect(err).toContain(`Error: ${summary}\n`);
  expect(err.replaceAll(/\s+/g, " ")).toContain(detail);
});

/** A process that is made up, so that nothing runs; its type has an identity. */
test("with -json a test tells identities where show -json does", async () => {
  const said = async (product: "tutti" | "terraform") => {
    const terminal = createTerminal();
    await terminal.write({
      "main.tf":
        'terraform {\n  required_providers {\n    tutti = {\n      source = "tutti/process"\n    }\n  }\n}\nresource "tutti_process" "a" {\n  command = ["x"]\n}\n',
      "a.tftest.hcl": 'mock_provider "tutti" {}\nrun "r" {\n  command = apply\n}\n',
    });
    await terminal.run("init", { product });
    const { out } = await terminal.run("test -json -verbose", { product });
    const states = out
      .trim()
      .split("\n")
      .flatMap((line) => JSON.parse(line).test_state ?? []);
    expect(states).toHaveLength(1);
    return Object.keys(states[0].provider_schemas["registry.terraform.io/tutti/process"]);
  };
  expect(await said("tutti")).toContain("resource_identity_schemas");
  expect(await said("terraform")).not.toContain("resource_identity_schemas");
});

test("what a run cannot expect is told by validate and the run, and does not stop init", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": 'resource "terraform_data" "a" {}\n',
    "a.tftest.hcl": 'run "a" {\n  expect_failures = [local.x]\n}\nrun "b" {\n  command = plan\n}\n',
  });
  await expectRows(terminal.run, [
    ["init", 0, { out: /successfully initialized/ }],
    ["validate -no-tests", 0, { out: /is valid/ }],
    ["validate", 1, { err: /You cannot expect failures from local\.x/ }],
    [
      "test",
      1,
      { out: /run "a"\.\.\. fail[\s\S]*run "b"\.\.\. skip/, err: /You cannot expect failures from local\.x/ },
    ],
  ]);
});

test("what is wrong with blocks of a run comes before what is wrong with its arguments, and its module is not looked for", async () => {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": "",
    "a.tftest.hcl": `run "a" {
  command = destroy
  override_resource {
  }
  module {
    source = "./none"
  }
  assert {
    condition     = true
    error_message = "x"
  }
  override_data {
  }
}
run "a" {
}
`,
  });
  const init = await terminal.run("init -no-color");
  expect(init.err).not.toContain("Unreadable module directory");
  const { out } = await terminal.run("validate -json");
  const { diagnostics } = JSON.parse(out) as {
    readonly diagnostics: readonly {
      readonly summary: string;
      readonly range: { readonly start: { readonly line: number } };
    }[];
  };
  expect(diagnostics.map(({ summary, range }) => `${range.start.line} ${summary}`)).toEqual([
    "3 Missing target attribute",
    "9 Invalid assert expression",
    "12 Missing target attribute",
    '2 Invalid "command" keyword',
    '15 Duplicate "run" block names',
  ]);
});
