/** A provider written with our kit, as a program of its own: under the real launcher and, where it is there, under the real terraform. */

import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { writeNotesProgram } from "@tutti/provider-sdk/testkit";
import { expect, test } from "vitest";
import { pluginMirror, type Tool } from "./plugin-mirror.ts";
import { comparableText, missingOracle, terraform } from "./terraform-oracle.ts";
import { project, run, write } from "./tutti.ts";

const { folder: PACKAGE, settings: SETTINGS } = pluginMirror("notes", "1.0.0", writeNotesProgram);
const missing = missingOracle();

const CONFIGURATION = (notes: string): string => `terraform {
  required_providers {
    notes = {
      source  = "example.com/acme/notes"
      version = "~> 1.0"
    }
  }
}
provider "notes" {
  folder = "${notes}"
}
variable "text" {
  default = "hello"
}
variable "title" {
  default = "a"
}
resource "notes_note" "a" {
  title  = var.title
  text   = var.text
  size   = 1
  kind   = "long"
  labels = { on = "yes" }
  lines  = ["x", "y"]
  marks  = [3, 1, 2]
  shape  = { a = "s", b = [1, 2.5] }
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
  place {
    room = "attic"
  }
  part "left" {
    size = 1
  }
  timeouts {
    create = "1m"
  }
}
resource "notes_note" "b" {
  for_each = toset(["x", "y"])
  title    = "b-\${each.key}"
  text     = notes_note.a.slug
}
data "notes_titles" "all" {
  depends_on = [notes_note.b]
}
ephemeral "notes_pass" "p" {
  length = 4
}
output "titles" {
  value = data.notes_titles.all.titles
}
`;

const STEPS = [
  "init",
  "validate",
  "plan",
  "apply -auto-approve",
  "plan -detailed-exitcode",
  "show",
  "apply -auto-approve -var text=other",
  "plan -detailed-exitcode -var text=other",
  "plan -var title=an-all-too-long-title-for-a-note",
  "plan -var title=c",
  "apply -auto-approve -var title=broken",
  "apply -auto-approve -var title=taken",
  "apply -auto-approve -var title=half",
  "apply -auto-approve",
  "state rm notes_note.a",
  "import notes_note.a a",
  "apply -auto-approve",
  "plan -detailed-exitcode",
  "import notes_note.c nothing",
  "destroy -auto-approve",
  "state list",
];

/** What each step says and leaves, in a folder of its own. */
async function played(tool: Tool): Promise<readonly unknown[]> {
  const folder = project({ "settings.tfrc": SETTINGS });
  const notes = join(folder, "notes");
  mkdirSync(notes);
  write(folder, { "main.tf": CONFIGURATION(notes) });
  const found: unknown[] = [];
  for (const step of STEPS) {
    const plain = /^state/.test(step) ? [] : ["-no-color"];
    const [verb = "", ...rest] = step.split(" ");
    const { status, stdout, stderr } = await tool(
      folder,
      verb === "state" ? step.split(" ") : [verb, ...plain, ...rest],
    );
    const text = comparableText(`${stdout}${stderr}`).replaceAll(folder, "FOLDER");
    // Where an import closes what its configuration opened is chance in Terraform: its lines count, in any order.
    const told = verb === "import" ? text.split("\n").sort() : text;
    found.push([step, status, told, readdirSync(notes)]);
  }
  return found;
}

const ENVIRONMENT = { TF_CLI_CONFIG_FILE: "settings.tfrc" };

test.skipIf(missing !== undefined)(
  `that dev_overrides count is told as Terraform tells it${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  async () => {
    const told = async (tool: Tool): Promise<readonly unknown[]> => {
      const folder = project({
        "settings.tfrc": `provider_installation {\n  dev_overrides {\n    "example.com/acme/notes" = "${PACKAGE}"\n  }\n}\n`,
      });
      const notes = join(folder, "notes");
      mkdirSync(notes);
      write(folder, { "main.tf": CONFIGURATION(notes) });
      const found: unknown[] = [];
      for (const line of ["validate", "plan -out=p", "apply p", "apply -auto-approve", "refresh", "output"]) {
        const [verb = "", ...rest] = line.split(" ");
        const { status, stdout, stderr } = await tool(folder, [verb, "-no-color", ...rest]);
        found.push([line, status, comparableText(`${stdout}${stderr}`).replaceAll(folder, "FOLDER")]);
      }
      const { stdout } = await tool(folder, ["validate", "-json"]);
      return [...found, JSON.parse(stdout)];
    };
    const env = { ...ENVIRONMENT, TUTTI_AS: "terraform" };
    const [ours, theirs] = await Promise.all([
      told((folder, args) => run(folder, args, { env })),
      told((folder, args) => terraform(folder, args, ENVIRONMENT)),
    ]);
    expect(ours).toEqual(theirs);
  },
  120_000,
);

test(`a provider of the kit as a plugin is installed, planned, applied, imported and destroyed${missing === undefined ? ", as under terraform" : ` (not beside terraform: ${missing})`}`, async () => {
  const env = { ...ENVIRONMENT, TUTTI_AS: "terraform" };
  const ours = played((folder, args) => run(folder, args, { env }));
  const theirs =
    missing === undefined ? played((folder, args) => terraform(folder, args, ENVIRONMENT)) : ours;
  const [found, wanted] = await Promise.all([ours, theirs]);
  expect(found).toEqual(wanted);
  const statuses = found.map((step) => (Array.isArray(step) ? step[1] : undefined));
  expect(Object.fromEntries(STEPS.map((step, at) => [step, statuses[at]]))).toEqual({
    ...Object.fromEntries(STEPS.map((step) => [step, 0])),
    "plan -var title=an-all-too-long-title-for-a-note": 1,
    "apply -auto-approve -var title=broken": 1,
    "apply -auto-approve -var title=taken": 1,
    "apply -auto-approve -var title=half": 1,
    "import notes_note.c nothing": 1,
  });
}, 240_000);
