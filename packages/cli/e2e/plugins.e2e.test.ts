/** A provider of another maker, by the real launcher and, where it is there, by the real terraform. */

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeKitProgram } from "@tutti/plugin-host/testkit";
import { expect, test } from "vitest";
import { pluginMirror, type Tool } from "./plugin-mirror.ts";
import { comparableText, missingOracle, terraform } from "./terraform-oracle.ts";
import { project, run, write } from "./tutti.ts";

const { settings: SETTINGS } = pluginMirror("kit", "1.2.0", writeKitProgram);
const missing = missingOracle();

const CONFIGURATION = (notes: string): string => `terraform {
  required_providers {
    kit = {
      source  = "example.com/acme/kit"
      version = "~> 1.0"
    }
  }
}
provider "kit" {
  folder = "${notes}"
}
variable "text" {
  default = "hello"
}
resource "kit_note" "a" {
  name   = "a"
  text   = var.text
  number = 12345678901234567890123456789
  flags  = { on = true, off = false }
  list   = ["x", "y"]
  set    = [3, 1, 2]
  shape  = { a = "s", b = [1, 2.5] }
  any    = { deep = [1, "two", null] }
  secret = "s3cret"
  line {
    text = "one"
    at   = 1
  }
  line {
    text = "two"
  }
  tag {
    name = "t"
  }
}
resource "kit_note" "b" {
  for_each = toset(["x", "y"])
  name     = "b-\${each.key}"
  text     = kit_note.a.id
}
data "kit_notes" "all" {
  depends_on = [kit_note.b]
}
output "names" {
  value = data.kit_notes.all.names
}
output "loud" {
  value = [for text in [kit_note.a.text, var.text] : provider::kit::shout(text, kit_note.b["x"].id)]
}
`;

/** Against the program itself, and against one that is made up by its schema. */
const TESTS = `run "planned" {
  command = plan
  assert {
    condition     = kit_note.a.text == var.text
    error_message = "another text"
  }
}
run "made" {
  variables {
    text = "of a test"
  }
  assert {
    condition     = kit_note.b["x"].text == kit_note.a.id
    error_message = "another id"
  }
  assert {
    condition     = provider::kit::shout(var.text) == "OF A TEST!"
    error_message = "another function"
  }
}
`;

const STEPS = [
  "init",
  "init",
  "validate",
  "plan",
  "apply -auto-approve",
  "plan -detailed-exitcode",
  "show",
  "apply -auto-approve -var text=other",
  "state list",
  "state rm kit_note.a",
  "import kit_note.a a",
  "plan -var text=other",
  "providers",
  "version",
  "graph",
  "graph -type=plan",
  "test",
  "destroy -auto-approve",
  "state list",
];

/** What says nothing of the protocol is asked over one of both: each step under terraform starts the program several times. */
const APART = new Set(["state list", "providers", "version", "graph", "graph -type=plan", "show"]);

/** What each step says and leaves, in a folder of its own. */
async function played(tool: Tool, steps: readonly string[]): Promise<readonly unknown[]> {
  const folder = project({ "settings.tfrc": SETTINGS });
  const notes = join(folder, "notes");
  mkdirSync(notes);
  write(folder, { "main.tf": CONFIGURATION(notes), "main.tftest.hcl": TESTS });
  const found: unknown[] = [];
  for (const step of steps) {
    const { status, stdout, stderr } = await tool(folder, [...step.split(" "), ...COLOURLESS(step)]);
    const text = comparableText(`${stdout}${stderr}`).replaceAll(folder, "FOLDER");
    found.push([step, status, text, readdirSync(notes)]);
  }
  return [...found, readFileSync(join(folder, ".terraform.lock.hcl"), "utf8")];
}

const COLOURLESS = (step: string): readonly string[] =>
  /^(state|version|providers)/.test(step) ? [] : ["-no-color"];

test.each(["5", "6"])(
  `a plugin of protocol %s is installed, planned, applied, imported and destroyed${missing === undefined ? ", as under terraform" : ` (not beside terraform: ${missing})`}`,
  async (protocol) => {
    const env = { KIT_PROTOCOL: protocol, TF_CLI_CONFIG_FILE: "settings.tfrc" };
    const steps = protocol === "6" ? STEPS : STEPS.filter((step) => !APART.has(step));
    const ours = played(
      (folder, args) => run(folder, args, { env: { ...env, TUTTI_AS: "terraform" } }),
      steps,
    );
    const theirs =
      missing === undefined ? played((folder, args) => terraform(folder, args, env), steps) : ours;
    const [found, wanted] = await Promise.all([ours, theirs]);
    expect(found).toEqual(wanted);
    const statuses = found.slice(0, -1).map((step) => (Array.isArray(step) ? step.slice(0, 2) : step));
    expect(statuses).toEqual(steps.map((step) => [step, 0]));
  },
  240_000,
);
