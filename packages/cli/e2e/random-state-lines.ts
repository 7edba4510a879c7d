/** Sequences of what is done to a state by hand: each begins with what the one before it left. */

import fc from "fast-check";
import type { Line, Script } from "./play-lines.ts";
import { APPLIED } from "./random-command-lines.ts";

const ADDRESSES = [
  ...[
    "terraform_data.a",
    "terraform_data.c",
    "terraform_data.c[0]",
    "terraform_data.c[1]",
    "terraform_data.c[7]",
  ],
  ...[
    "terraform_data.e",
    'terraform_data.e["dev"]',
    'terraform_data.e["a b"]',
    "data.terraform_remote_state.r",
  ],
  ...[
    "module.m",
    'module.m["dev"]',
    'module.m["a b"].terraform_data.in',
    'module.m["dev"].terraform_data.in[0]',
  ],
  ...[
    "module.one",
    "module.one.terraform_data.plain",
    "module.one.terraform_data.in[1]",
    "terraform_data.new",
  ],
  ...[
    'terraform_data.new["k"]',
    "module.two",
    'module.two["x"]',
    "module.two.terraform_data.in",
    "terraform_data.e[0]",
  ],
];
const address = fc.constantFrom(...ADDRESSES);

const STATE = JSON.stringify({
  version: 4,
  terraform_version: "1.11.4",
  serial: 7,
  lineage: "11111111-2222-3333-4444-555555555555",
  outputs: { kept: { value: "k", type: "string" } },
  resources: [
    {
      mode: "managed",
      type: "terraform_data",
      name: "other",
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [
        { schema_version: 0, attributes: { id: "one", input: null, output: null, triggers_replace: null } },
      ],
    },
  ],
  check_results: null,
});

const line = (...parts: readonly (string | fc.Arbitrary<string> | fc.Arbitrary<readonly string[]>)[]) =>
  fc
    .tuple(
      ...parts.map((part) =>
        typeof part === "string" ? fc.constant(part) : (part as fc.Arbitrary<string | readonly string[]>),
      ),
    )
    .map((all): Line => ({ args: all.flat() }));

const some = (...words: readonly string[]): fc.Arbitrary<readonly string[]> => fc.constantFrom([], [], words);

const done: fc.Arbitrary<Line> = fc.oneof(
  { weight: 4, arbitrary: line("state", "mv", some("-dry-run"), address, address) },
  { weight: 1, arbitrary: line("state", "mv", "-state-out=other.tfstate.out", address, address) },
  {
    weight: 1,
    arbitrary: line(
      "state",
      "mv",
      "-backup=b.bak",
      some("-backup-out=o.bak"),
      some("-state=terraform.tfstate"),
      address,
      address,
    ),
  },
  { weight: 3, arbitrary: line("state", "rm", some("-dry-run"), some("-backup=r.bak"), address) },
  { weight: 1, arbitrary: line("state", "rm", address, address) },
  {
    weight: 2,
    arbitrary: line(
      "state",
      "list",
      fc.constantFrom(
        [],
        ["-id=nope"],
        ["module.m"],
        ["terraform_data.c", "terraform_data.a"],
        ["-state=pulled.tfstate"],
      ),
    ),
  },
  { weight: 2, arbitrary: line("state", "show", "-no-color", address) },
  { weight: 2, arbitrary: line("taint", some("-allow-missing"), address) },
  { weight: 2, arbitrary: line("untaint", some("-allow-missing"), address) },
  {
    weight: 1,
    arbitrary: line(
      "state",
      "replace-provider",
      some("-auto-approve"),
      fc.constantFrom("terraform.io/builtin/terraform", "hashicorp/null", "x", "registry.terraform.io/a/b"),
      fc.constantFrom("terraform.io/builtin/terraform", "hashicorp/null", "a/b/c/d"),
    ),
  },
  {
    weight: 1,
    arbitrary: line(
      "state",
      "push",
      some("-force"),
      fc.constantFrom("pushed.json", "none.json", "main.tf", "terraform.tfstate.backup"),
    ),
  },
  { weight: 1, arbitrary: line("state", "pull") },
  { weight: 1, arbitrary: line("import", "-no-color", address, fc.constantFrom("id-1", "")) },
  {
    weight: 1,
    arbitrary: line(
      "output",
      "-no-color",
      fc.constantFrom([], ["o"], ["-json"], ["-raw", "s"], ["kept"], ["-state=terraform.tfstate.backup"]),
    ),
  },
  {
    weight: 1,
    arbitrary: line(
      "show",
      "-no-color",
      fc.constantFrom([], ["terraform.tfstate.backup"], ["none"], ["pushed.json"], ["b.bak"]),
    ),
  },
  {
    weight: 1,
    arbitrary: line(
      "workspace",
      fc.constantFrom(
        ["new", "w"],
        ["new", "-state=pushed.json", "v"],
        ["select", "default"],
        ["select", "-or-create", "w"],
        ["delete", "w"],
        ["delete", "-force", "w"],
        ["list"],
        ["show"],
      ),
    ),
  },
  { weight: 1, arbitrary: line("plan", "-no-color", "-detailed-exitcode") },
  {
    weight: 1,
    arbitrary: line(
      "apply",
      "-no-color",
      "-auto-approve",
      "-parallelism=1",
      some("-backup=a.bak"),
      some("-refresh-only"),
    ),
  },
);

export const stateLines: fc.Arbitrary<Script> = fc
  .array(done, { minLength: 3, maxLength: 7 })
  .map((played) => ({
    files: { ...APPLIED, "pushed.json": STATE },
    lines: [
      { args: ["init", "-no-color"] },
      { args: ["apply", "-no-color", "-auto-approve", "-parallelism=1"] },
      ...played.map((line) =>
        line.args[0] === "import" || line.args[1] === "replace-provider" ? { ...line, told: sorted } : line,
      ),
      { args: ["state", "list"] },
      { args: ["state", "pull"] },
    ],
  }));

/** What these print has no order there, and data are read beside an import that is refused, too. */
function sorted(stdout: string): unknown {
  return stdout
    .split("\n")
    .filter((line) => !line.startsWith("data."))
    .toSorted();
}
