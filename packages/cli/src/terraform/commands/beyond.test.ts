/** What goes beyond Terraform 1.11, and is refused under its name. */

import { beforeEach, describe, expect, it } from "vitest";
import { createTerminal, type RunOptions, type Terminal } from "../../../testkit/terminal.ts";

let terminal: Terminal;
beforeEach(() => {
  terminal = createTerminal();
});

const TUTTI: RunOptions = { product: "tutti" };
const TOFU: RunOptions = { product: "tutti", calledAs: "tofu" };

const shown = async (words: string, options: RunOptions): Promise<string> => {
  const { out, err } = await terminal.run(words, options);
  return `${out}${err}`;
};

describe("enabled", () => {
  const files = (enabled: string, more = ""): string => `variable "on" { default = true }
resource "terraform_data" "a" {
  input = "x"
  lifecycle {
    enabled = ${enabled}
  }
  ${more}
}
output "a" { value = terraform_data.a }
output "b" { value = try(terraform_data.a.output, "none") }
`;

  it("says whether there is an object", async () => {
    await terminal.write({ "main.tf": files("var.on") });
    await terminal.run("init", TUTTI);
    await terminal.run("apply -auto-approve", TUTTI);
    expect((await terminal.run("output b", TUTTI)).out).toBe('"x"\n');
    const gone = await shown("apply -auto-approve -no-color -var on=false", TUTTI);
    expect(gone).toContain("terraform_data.a will be destroyed");
    expect(gone).toContain("(because its lifecycle has enabled = false)");
    expect(await shown("plan -no-color -var on=false", TUTTI)).toContain("No changes.");
    expect((await terminal.run("output -json", TUTTI)).out).toContain('"value": "none"');
    const back = await shown("apply -auto-approve -no-color", TUTTI);
    expect(back).toContain("terraform_data.a will be created");
  });

  it.each([
    ["null", "is null. Give true or false."],
    ["sensitive(true)", "is derived from a sensitive value"],
    ['"maybe"', "Invalid expression value: a bool is required."],
    ['terraform_data.b.id == "x"', "cannot be determined until apply"],
  ])("is no %s", async (enabled, said) => {
    await terminal.write({ "main.tf": `${files(enabled)}resource "terraform_data" "b" {}\n` });
    await terminal.run("init", TUTTI);
    expect((await shown("plan -no-color", TUTTI)).replace(/\s+/g, " ")).toContain(said);
  });

  it("does not stand beside count", async () => {
    await terminal.write({ "main.tf": files("true", "count = 1") });
    expect(await shown("validate -no-color", TUTTI)).toContain(
      'Invalid combination of "enabled" and "count"',
    );
  });

  it("says whether a module has its objects", async () => {
    const main = `variable "on" {\n  default = true\n}
module "m" {
  source = "./m"
  lifecycle {
    enabled = var.on
  }
}
output "all" {\n  value = module.m\n}
output "b" {\n  value = try(module.m.out, "none")\n}
`;
    await terminal.write({
      "main.tf": main,
      "m/m.tf":
        'resource "terraform_data" "a" {\n  input = "x"\n}\noutput "out" {\n  value = terraform_data.a.output\n}\n',
    });
    await terminal.run("init", TUTTI);
    await terminal.run("apply -auto-approve", TUTTI);
    expect((await terminal.run("output b", TUTTI)).out).toBe('"x"\n');
    const gone = await shown("apply -auto-approve -no-color -var on=false", TUTTI);
    expect(gone).toContain("module.m.terraform_data.a will be destroyed");
    expect((await terminal.run("output b", TUTTI)).out).toBe('"none"\n');
    expect(await shown("plan -no-color -var on=false", TUTTI)).toContain("No changes.");
    await terminal.write({ "main.tf": `${main}output "c" {\n  value = module.m.out\n}\n` });
    expect((await shown("plan -no-color -var on=false", TUTTI)).replace(/\s+/g, " ")).toContain(
      "module.m is null",
    );
  });

  it("is unknown to Terraform", async () => {
    await terminal.write({ "main.tf": files("true") });
    expect(await shown("validate -no-color", {})).toContain(
      'An argument named "enabled" is not expected here.',
    );
  });
});

describe("deprecated", () => {
  beforeEach(async () => {
    await terminal.write({
      "main.tf":
        'module "m" {\n  source = "./m"\n  old    = "x"\n}\noutput "o" { value = module.m.out }\noutput "p" { value = module.m.fine }\n',
    });
    await terminal.write({
      "m/main.tf":
        'variable "old" {\n  default    = ""\n  deprecated = "Use new."\n}\noutput "out" {\n  value      = var.old\n  deprecated = "Use other."\n}\noutput "fine" { value = 1 }\n',
    });
  });

  it("is warned of where it is set and used, once", async () => {
    await terminal.run("init", TUTTI);
    const said = await shown("validate -no-color", TUTTI);
    expect(said.split("Warning: ").length).toBe(3);
    expect(said).toContain("Variable marked as deprecated by the module author");
    expect(said).toContain("Use new.");
    expect(said).toContain("Value derived from a deprecated source");
    expect(said).toContain("Use other.");
  });

  it("is unknown to Terraform", async () => {
    expect(await shown("init -no-color", {})).toContain(
      'An argument named "deprecated" is not expected here.',
    );
  });
});

describe("files of tofu", () => {
  it.each<[title: string, options: RunOptions, value: string]>([
    ["tofu takes them in front of Terraform's", TOFU, "tofu"],
    ["tutti does not know them", TUTTI, "terraform"],
    ["terraform does not know them", {}, "terraform"],
  ])("%s", async (_title, options, value) => {
    const output = (text: string): string => `output "o" { value = "${text}" }\n`;
    await terminal.write({ "a.tf": output("terraform") });
    await terminal.write({ "a.tofu": output("tofu") });
    await terminal.write({ "b.tf": 'output "b" { value = 1 }\n' });
    await terminal.run("init", options);
    expect(await shown("plan -no-color", options)).toContain(`+ o = "${value}"`);
    expect(await shown("plan -no-color", options)).toContain("+ b = 1");
  });

  it("are enough for a configuration", async () => {
    await terminal.write({ "a.tofu.json": '{"output": {"o": {"value": "json"}}}' });
    await terminal.run("init", TOFU);
    expect(await shown("plan -no-color", TOFU)).toContain('+ o = "json"');
  });
});

describe("files of addresses", () => {
  beforeEach(async () => {
    await terminal.write({
      "main.tf": 'resource "terraform_data" "a" {}\nresource "terraform_data" "b" {}\n',
    });
    await terminal.write({ list: "# one\n\n  terraform_data.a\n" });
    await terminal.write({ bad: "\nterraform_data.\n" });
    await terminal.run("init", TUTTI);
  });

  it.each([
    ["-target-file=list", "terraform_data.a", "terraform_data.b"],
    ["-exclude-file=list", "terraform_data.b", "terraform_data.a"],
    ["-exclude=terraform_data.a", "terraform_data.b", "terraform_data.a"],
  ])("%s", async (flag, there, gone) => {
    const said = await shown(`plan -no-color ${flag}`, TUTTI);
    expect(said).toContain(`${there} will be created`);
    expect(said).not.toContain(`${gone} will be created`);
    expect(await shown(`plan -no-color ${flag}`, {})).toContain("flag provided but not defined");
  });

  it.each([
    ["-target-file=none", "Cannot read the file none"],
    ["-target-file=bad", "bad:2: "],
    ["-target-file=list -exclude-file=list", "Incompatible targeting options"],
  ])("%s is refused", async (flags, said) => {
    expect(await shown(`plan -no-color ${flags}`, TUTTI)).toContain(said);
  });
});
