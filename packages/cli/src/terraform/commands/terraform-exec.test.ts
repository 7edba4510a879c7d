import { expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

/**
 * How terraform-exec, and so most programs around Terraform, call it: with
 * these variables, never at a terminal, and with every flag spelled out.
 */
const VARIABLES = {
  TF_APPEND_USER_AGENT: "HashiCorp-terraform-exec/0.22.0",
  CHECKPOINT_DISABLE: "",
  TF_IN_AUTOMATION: "1",
  TF_INPUT: "0",
  TF_LOG: "",
  TF_LOG_CORE: "",
  TF_LOG_PATH: "",
  TF_LOG_PROVIDER: "",
  TF_REATTACH_PROVIDERS: "",
  TF_WORKSPACE: "",
};

const CONFIG = {
  "main.tf":
    'variable "v" {\n  default = "x"\n}\nresource "terraform_data" "a" {\n  input = var.v\n}\nmodule "m" {\n  source = "./m"\n}\noutput "o" {\n  value = terraform_data.a.output\n}\n',
  "m/m.tf": 'output "p" {\n  value = 1\n}\n',
  "t.tftest.hcl":
    'run "r" {\n  command = plan\n  assert {\n    condition     = var.v == "x"\n    error_message = "no"\n  }\n}\n',
  "my.tfvars": 'v = "y"\n',
};

const STATE = "-lock-timeout=0s -lock=true";
const PLAN = `-no-color -input=false -detailed-exitcode ${STATE} -out=plan -parallelism=10 -refresh=true -var-file=my.tfvars`;

/** A call, its status, and whether all that it writes is JSON: as one text, or a line each. */
const CALLS: readonly (readonly [string, number, ("json" | "lines")?])[] = [
  ["version -json -no-color", 0, "json"],
  ["init -no-color -input=false -backend=true -get=true -upgrade=false -force-copy", 0],
  ["init -json -no-color -input=false -backend=true -get=true -upgrade=false", 0, "lines"],
  ["get -no-color", 0],
  ["get -no-color -update", 0],
  ["validate -no-color -json", 0, "json"],
  ["fmt -no-color -check -recursive", 0],
  ["fmt -no-color -list=false -write=true", 0],
  ["graph -no-color", 0],
  ["metadata functions -no-color -json", 0, "json"],
  ["modules -no-color -json", 0, "json"],
  ["providers schema -json -no-color", 0, "json"],
  ["providers lock -no-color -platform=linux_amd64", 0],
  [`plan ${PLAN}`, 2],
  [`plan -json ${PLAN}`, 2, "lines"],
  ["show -json -no-color plan", 0, "json"],
  ["show -no-color plan", 0],
  [`apply -no-color -auto-approve -input=false ${STATE} -parallelism=10 -refresh=true plan`, 0],
  ["show -json -no-color", 0, "json"],
  [`plan ${PLAN}`, 0],
  ["output -no-color -json", 0, "json"],
  [`refresh -no-color -input=false ${STATE} -var-file=my.tfvars`, 0],
  ["refresh -json -no-color -input=false -var-file=my.tfvars", 0, "lines"],
  ["state pull -no-color", 0, "json"],
  [`state mv -no-color ${STATE} terraform_data.a terraform_data.b`, 0],
  [`state mv -no-color ${STATE} terraform_data.b terraform_data.a`, 0],
  [`taint -no-color ${STATE} terraform_data.a`, 0],
  [`untaint -no-color ${STATE} terraform_data.a`, 0],
  ["workspace list -no-color", 0],
  [`workspace new -no-color ${STATE} w`, 0],
  ["workspace show -no-color", 0],
  ["workspace select -no-color default", 0],
  ["workspace delete -no-color w", 0],
  ["test -no-color -json", 0, "lines"],
  [`state rm -no-color ${STATE} terraform_data.a`, 0],
  [`import -no-color -input=false ${STATE} terraform_data.a id`, 0],
  ["force-unlock -no-color -force 00000000-0000-0000-0000-000000000000", 1],
  [`apply -json -no-color -auto-approve -input=false ${STATE}`, 0, "lines"],
  [`destroy -json -no-color -auto-approve -input=false ${STATE} -parallelism=10 -refresh=true`, 0, "lines"],
  [`destroy -no-color -auto-approve -input=false ${STATE} -parallelism=10 -refresh=true`, 0],
];

test("every call of terraform-exec is understood, and answered as programs read it", async () => {
  const terminal = createTerminal(VARIABLES);
  await terminal.write(CONFIG);
  for (const [line, status, form] of CALLS) {
    const done = await terminal.run(line);
    expect([line, done.status, status === 0 ? done.err : ""]).toEqual([line, status, ""]);
    if (form === "json") expect(JSON.parse(done.out), line).toBeTypeOf("object");
    if (form === "lines")
      for (const text of done.out.trim().split("\n")) expect(JSON.parse(text), line).toHaveProperty("@level");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is looked for
    expect(done.out, line).not.toMatch(/\u001b/);
  }
});

/** A variable, and what shows that it is done. */
const DONE: readonly (readonly [
  string,
  Readonly<Record<string, string>>,
  (terminal: Terminal) => Promise<void>,
])[] = [
  [
    "TF_CLI_ARGS",
    { TF_CLI_ARGS: "-no-such-flag" },
    async ({ run }) =>
      expect((await run("plan")).err).toContain("flag provided but not defined: -no-such-flag"),
  ],
  [
    "TF_CLI_ARGS_name",
    { TF_CLI_ARGS_plan: "-var 'v=a b'", TF_CLI_ARGS_state_list: "-id=none" },
    async ({ run }) => {
      expect((await run("plan")).out).toContain('+ input  = "a b"');
      expect((await run("apply -auto-approve")).out).toContain('+ input  = "x"');
      expect((await run("state list")).out).toBe("");
    },
  ],
  [
    "TF_DATA_DIR",
    { TF_DATA_DIR: "data" },
    async ({ run, read }) => {
      await run("init");
      expect(await read("data/modules/modules.json")).toContain('"Key":"m"');
      expect(await read(".terraform/modules/modules.json")).toBeUndefined();
      expect((await run("validate")).status).toBe(0);
    },
  ],
  [
    "TF_WORKSPACE",
    { TF_WORKSPACE: "w" },
    async ({ run, read }) => {
      expect((await run("workspace show")).out).toBe("w\n");
      expect((await run("apply -auto-approve")).status).toBe(0);
      expect(await read("terraform.tfstate.d/w/terraform.tfstate")).toContain("terraform_data");
    },
  ],
  [
    "TF_IN_AUTOMATION",
    { TF_IN_AUTOMATION: "1" },
    async ({ run }) => expect((await run("plan")).out).not.toContain("Note: You didn't use the -out option"),
  ],
  [
    "TF_INPUT",
    { TF_INPUT: "false" },
    async ({ run, write }) => {
      await write({ "more.tf": 'variable "needed" {}\n' });
      const done = await run("plan", { interactive: true, stdin: "x\n" });
      expect(done.err).toContain("No value for required variable");
    },
  ],
  [
    "TF_PLUGIN_CACHE_DIR",
    { TF_PLUGIN_CACHE_DIR: "/no" },
    async ({ run }) =>
      expect((await run("workspace show")).err).toContain("plugin cache dir /no cannot be opened"),
  ],
  [
    "TF_IGNORE, which is for uploads that there are none of",
    { TF_IGNORE: "trace" },
    async ({ run }) => expect(await run("workspace show")).toEqual({ status: 0, out: "default\n", err: "" }),
  ],
];

test.each(DONE)("%s is done", async (_, variables, check) => {
  const terminal = createTerminal(variables);
  await terminal.write({ ...CONFIG, "t.tftest.hcl": "" });
  if (variables.TF_CLI_ARGS === undefined) await terminal.run("init");
  await check(terminal);
});
