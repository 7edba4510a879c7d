/** Mistakes in the configuration at `init`: what is installed all the same, and what is told how often. */

import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const CALL = 'module "m" {\n  source = "./m"\n}\n';
const SYNTAX = "locals {\n  a = \n}\n";
const TWICE = 'variable "v" {}\nvariable "v" {}\n';
const UNKNOWN_BLOCK = "foo {}\n";
const NO_SOURCE = 'module "n" {\n}\n';
const TWO_BACKENDS = 'terraform {\n  backend "local" {}\n  backend "local" {}\n}\n';
const TOO_OLD = 'terraform {\n  required_version = "< 1.0"\n}\n';
const MISSING = 'module "n" {\n  source = "./nowhere"\n}\n';

interface Told {
  readonly modules: readonly string[] | undefined;
  /** The sentence that the configuration must be valid first. */
  readonly head: boolean;
  readonly errors: readonly string[];
}

async function init(files: Readonly<Record<string, string>>, product?: "tutti"): Promise<Told> {
  const terminal = createTerminal();
  await terminal.write(files);
  const { status, out, err } = await terminal.run("init -no-color", product === undefined ? {} : { product });
  expect(status).toBe(1);
  const summaries = [...err.matchAll(/^Error: (.*)$/gm)].map(([, summary = ""]) => summary);
  return {
    modules: out.includes("Initializing modules...")
      ? [...out.matchAll(/^- (.*)$/gm)].map(([, text = ""]) => text)
      : undefined,
    head: summaries.some((summary) => summary.includes("encountered problems")),
    errors: summaries.filter((summary) => !summary.includes("encountered problems")),
  };
}

const m = { "m/m.tf": "" };

test.each([
  {
    mistake: "of the parser",
    files: { "main.tf": SYNTAX },
    told: { modules: undefined, head: true, errors: ["Invalid expression"] },
  },
  {
    mistake: "of what a block holds",
    files: { "main.tf": TWICE },
    told: {
      modules: undefined,
      head: true,
      errors: ["Duplicate variable declaration", "Duplicate variable declaration"],
    },
  },
  {
    mistake: "of the parser, beside a module",
    files: { "main.tf": SYNTAX, "call.tf": CALL, ...m },
    told: { modules: ["m in m"], head: true, errors: ["Invalid expression"] },
  },
  {
    mistake: "of what a block holds, beside a module",
    files: { "main.tf": UNKNOWN_BLOCK + CALL, ...m },
    told: { modules: ["m in m"], head: false, errors: ["Unsupported block type"] },
  },
  {
    mistake: "in both modules",
    files: { "main.tf": TWICE + CALL, "m/m.tf": UNKNOWN_BLOCK },
    told: {
      modules: ["m in m"],
      head: false,
      errors: ["Duplicate variable declaration", "Unsupported block type"],
    },
  },
  {
    mistake: "in the module call",
    files: { "main.tf": NO_SOURCE },
    told: { modules: [], head: false, errors: ["Missing required argument"] },
  },
  {
    mistake: "in where the module is",
    files: { "main.tf": MISSING },
    told: {
      modules: ["n in"],
      head: false,
      errors: ["Unreadable module directory", "Unreadable module directory"],
    },
  },
  {
    mistake: "of the version",
    files: { "main.tf": TOO_OLD },
    told: { modules: undefined, head: false, errors: ["Unsupported Terraform Core version"] },
  },
  {
    mistake: "of two backends",
    files: { "main.tf": TWO_BACKENDS },
    told: { modules: undefined, head: true, errors: ["Duplicate backend configuration"] },
  },
  {
    mistake: "of a test, beside what a block holds",
    files: { "main.tf": TWICE, "a.tftest.hcl": 'run "a" {\n  command = none\n}\n' },
    told: {
      modules: undefined,
      head: true,
      errors: [
        'Invalid "command" keyword',
        "Duplicate variable declaration",
        "Duplicate variable declaration",
      ],
    },
  },
  {
    mistake: "of the version, beside all others",
    files: { "main.tf": TOO_OLD + UNKNOWN_BLOCK + CALL, "m/m.tf": TOO_OLD + SYNTAX },
    told: {
      modules: ["m in m"],
      head: false,
      errors: ["Unsupported Terraform Core version", "Unsupported Terraform Core version"],
    },
  },
  {
    mistake: "of the version, beside one of the parser",
    files: { "main.tf": TOO_OLD + SYNTAX },
    told: { modules: undefined, head: false, errors: ["Unsupported Terraform Core version"] },
  },
])("a mistake $mistake", async ({ files, told }) => {
  expect(await init(files)).toEqual(told);
});

test("under our own name nothing is told twice", async () => {
  expect((await init({ "main.tf": TWICE }, "tutti")).errors).toEqual(["Duplicate variable declaration"]);
});

const OLD =
  'resource "terraform_data" "a" {\n  depends_on = ["terraform_data.b"]\n}\nresource "terraform_data" "b" {}\n';
const RENAMED =
  'terraform {\n  required_providers {\n    tf = {\n      source = "terraform.io/builtin/terraform"\n    }\n  }\n}\n';
const QUOTED = "Quoted references are deprecated";
const IMPLIED = "Duplicate required provider";
const IGNORED = "Backend configuration ignored";

/** As Terraform 1.11.4 counts them: it reads the root module before all, and all once more to install modules. */
test.each([
  {
    files: { "main.tf": OLD + RENAMED },
    terraform: { [QUOTED]: 2, [IMPLIED]: 2 },
    ours: { [QUOTED]: 1, [IMPLIED]: 2 },
  },
  {
    files: { "main.tf": OLD + RENAMED + CALL, "m/m.tf": `${OLD}terraform {\n  backend "local" {}\n}\n` },
    terraform: { [QUOTED]: 5, [IMPLIED]: 4, [IGNORED]: 2 },
    ours: { [QUOTED]: 2, [IMPLIED]: 2, [IGNORED]: 1 },
  },
])(
  "warnings of init are told as often as Terraform tells them, and by us once: %#",
  async ({ files, ...told }) => {
    for (const product of ["terraform", "tutti"] as const) {
      const terminal = createTerminal();
      await terminal.write(files);
      const { status, out } = await terminal.run("init -json", { product });
      expect(status).toBe(0);
      const counts: Record<string, number> = {};
      for (const line of out.trim().split("\n")) {
        const summary: string | undefined = JSON.parse(line).diagnostic?.summary;
        if (summary !== undefined) counts[summary] = (counts[summary] ?? 0) + 1;
      }
      expect(counts).toEqual(product === "terraform" ? told.terraform : told.ours);
    }
  },
);
