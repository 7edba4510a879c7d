import { describe, expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

/** The state and a module lie where a variable says. */
const MAIN = `variable "env" {}
terraform {
  backend "local" {
    path = "\${var.env}.tfstate"
  }
}
module "m" {
  source = "./\${var.env}"
}
output "from" {
  value = module.m.from
}
`;
const moduleOf = (name: string): string =>
  `resource "terraform_data" "a" {\n  input = "${name}"\n}\noutput "from" {\n  value = terraform_data.a.output\n}\n`;

async function folder(files: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const terminal = createTerminal();
  await terminal.write({
    "main.tf": MAIN,
    "dev/m.tf": moduleOf("dev"),
    "prod/m.tf": moduleOf("prod"),
    ...files,
  });
  return terminal;
}
/** Each line with its status, and what stands in one of its outputs. */
async function expectSteps(
  terminal: Terminal,
  steps: readonly (readonly [string, number, RegExp])[],
): Promise<void> {
  for (const [words, status, said] of steps) {
    const run = await terminal.run(words, OURS);
    expect([words, run.status, run.out + run.err]).toEqual([words, status, expect.stringMatching(said)]);
  }
}

const OURS = { product: "tutti" } as const;

describe("variables in the backend and in sources of modules", () => {
  test("are those of the command line, the environment and files", async () => {
    const terminal = await folder();
    await expectSteps(terminal, [
      ["init", 1, /The variable "env" is required, but is not set/],
      ["init -var env=dev", 0, /m in dev/],
      ["apply -auto-approve -var env=dev", 0, /from = "dev"/],
      ["plan -var env=prod", 1, /Module source has changed/],
      ["init -var env=prod", 1, /Backend configuration changed/],
      ["init -reconfigure -var env=prod", 0, /m in prod/],
      ["apply -auto-approve -var env=prod", 0, /from = "prod"/],
      ["console -var env=prod", 0, /^/],
    ]);
    expect(await terminal.read("dev.tfstate")).toContain('"dev"');
    expect(await terminal.read("prod.tfstate")).toContain('"prod"');
  });

  test("files of variables serve the commands that take no -var", async () => {
    const terminal = await folder({ "terraform.tfvars": 'env = "dev"\n' });
    await expectSteps(terminal, [
      ["init", 0, /^/],
      ["validate", 0, /^/],
      ["apply -auto-approve", 0, /^/],
      ["state list", 0, /module\.m\.terraform_data\.a/],
      ["output -raw from", 0, /^dev$/],
      ["modules -json", 0, /"source":"\.\/dev"/],
      ["get", 0, /^/],
      ["graph", 0, /module\.m\.terraform_data\.a/],
    ]);
  });

  test("a source that changed is noticed", async () => {
    const terminal = await folder({ "main.tf": MAIN.replace("${var.env}.tfstate", "a.tfstate") });
    await terminal.run("init -var env=dev", OURS);
    const { status, err } = await terminal.run("plan -var env=prod", OURS);
    expect(status).toBe(1);
    expect(err).toMatch(/Module source has changed/);
  });

  test("a saved plan holds the modules that it was made with", async () => {
    const terminal = await folder({ "terraform.tfvars": 'env = "dev"\n' });
    for (const words of ["init", "plan -out p"]) await terminal.run(words, OURS);
    await terminal.host.disk.remove("dev/m.tf");
    const shown = await terminal.run("show p", OURS);
    expect(shown.out).toMatch(/module\.m\.terraform_data\.a will be created/);
    const { status, out, err } = await terminal.run("apply p", OURS);
    expect([status, err]).toEqual([0, ""]);
    expect(out).toMatch(/from = "dev"/);
  });

  test("called terraform, they are refused as Terraform refuses them", async () => {
    const terminal = await folder();
    const { status, err } = await terminal.run("init -var env=dev");
    expect(status).toBe(1);
    expect(err).toMatch(/Variables not allowed/);
  });

  test("what is wrong with a value is told once", async () => {
    const terminal = await folder({ "dev.tfvars": "env = \n" });
    const { status, err } = await terminal.run("init -var-file dev.tfvars", OURS);
    expect(status).toBe(1);
    expect(err.match(/Error: Invalid expression/g)).toHaveLength(1);
  });

  test("called tofu, they are taken", async () => {
    const terminal = await folder();
    const { status } = await terminal.run("init -var env=dev", { ...OURS, calledAs: "tofu" });
    expect(status).toBe(0);
  });
});
