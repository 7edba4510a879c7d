/** Values of variables by every way there is: default, environment, files, `-var-file`, `-var`, in any order, right and wrong. */

import fc from "fast-check";
import type { Line, Script } from "./play-lines.ts";

interface Declared {
  readonly type: string;
  readonly more: string;
  readonly default: string;
}

const declared: fc.Arbitrary<Declared> = fc.record({
  type: fc.constantFrom(
    "",
    "string",
    "number",
    "bool",
    "any",
    "list(string)",
    "set(number)",
    "map(any)",
    "tuple([string, number])",
    "object({ a = string, b = optional(number, 7) })",
  ),
  more: fc.constantFrom(
    "",
    "",
    "",
    "sensitive = true",
    "nullable = false",
    "ephemeral = true",
    'validation {\n    condition     = var.NAME != "bad"\n    error_message = "It is bad: ${jsonencode(var.NAME)}."\n  }',
  ),
  default: fc.constantFrom(
    "",
    "",
    "null",
    '"d"',
    "1",
    "[]",
    "{}",
    '["x"]',
    '{ a = "d" }',
    '["t", 2]',
    "true",
  ),
});

/** As an expression of HCL. */
const hcl = fc.constantFrom(
  ...[
    '"t"',
    "t",
    "5",
    '"5"',
    "true",
    "null",
    "[]",
    '["a", "b"]',
    "[1, 1, 2]",
    '["a", 1]',
    "{}",
    '{ a = "x" }',
    '{ a = "x", b = null }',
    '{ a = "x", c = 1 }',
    '{ "b" = 2 }',
    "bad",
    '"bad"',
    "1 + 1",
    'upper("a")',
    "var.x",
    '"${1}"',
    "",
    " ",
    "[",
    '"',
    "é",
    "a = 1",
    "-3",
    "1e400",
    "{ a = sensitive(1) }",
    "0x1",
    '"a\\nb"',
  ],
);
const json = fc.constantFrom(
  ...[
    '"t"',
    "5",
    '"5"',
    "true",
    "null",
    "[]",
    '["a", "b"]',
    "[1, 1, 2]",
    '["a", 1]',
    "{}",
    '{"a": "x"}',
    '{"a": "x", "b": null}',
    '"bad"',
    '"${1 + 1}"',
    '"${var.x}"',
    "1e3",
    "[",
    "t",
  ],
);

const names = ["v", "w", "long_name"] as const;
const named = fc.constantFrom(...names, ...names, "none");
const gives = fc.array(fc.tuple(named, hcl), { maxLength: 3 });

const file = fc.oneof(
  gives.map((all) => ({ json: false, text: all.map(([name, value]) => `${name} = ${value}\n`).join("") })),
  fc.array(fc.tuple(named, json), { maxLength: 3 }).map((all) => ({
    json: true,
    text: `{${all.map(([name, value]) => `"${name}": ${value}`).join(", ")}}`,
  })),
  fc.constantFrom(
    { json: false, text: "v {\n}\n" },
    { json: false, text: 'v = "a"\nv = "b"\n' },
    { json: true, text: "[]" },
    { json: true, text: '{"v": 1, "v": 2}' },
    { json: true, text: "" },
    { json: false, text: 'variable "v" {\n  default = 1\n}\n' },
    { json: false, text: "= 1" },
  ),
);

const autos = ["terraform.tfvars", "a.auto.tfvars", "b.auto.tfvars"] as const;

const given = fc.oneof(
  fc.tuple(named, hcl).map(([name, value]) => `-var=${name}=${value}`),
  fc.constantFrom(
    "-var=v",
    "-var==1",
    "-var= v = 1",
    "-var=v =1",
    "-var=",
    "-var-file=none.tfvars",
    "-var-file=given.tfvars",
    "-var-file=given.tfvars.json",
    "-var-file=given.tfvars",
  ),
);

const tree = fc.constantFrom(
  "",
  "",
  'module "m" {\n  source = "./m"\n  v      = var.v\n}\n',
  'module "m" {\n  source = "./m"\n  v      = null\n  extra  = 1\n}\n',
);

export const variables: fc.Arbitrary<Script> = fc
  .record({
    declared: fc.tuple(declared, declared, declared),
    files: fc.array(fc.tuple(fc.constantFrom(...autos), file), { maxLength: 2 }),
    explicit: file,
    env: fc.dictionary(fc.constantFrom("TF_VAR_v", "TF_VAR_w", "TF_VAR_long_name", "TF_VAR_none"), hcl, {
      maxKeys: 2,
    }),
    flags: fc.array(given, { maxLength: 3 }),
    command: fc.constantFrom("plan", "plan", "apply", "console", "refresh"),
    tree,
  })
  .map(({ declared, files, explicit, env, flags, command, tree }) => {
    const blocks = declared.map(({ type, more, default: value }, index) => {
      const name = names[index] ?? "";
      const lines = [
        type === "" ? "" : `  type = ${type}\n`,
        value === "" ? "" : `  default = ${value}\n`,
        more === "" ? "" : `  ${more.replaceAll("NAME", name)}\n`,
      ];
      return `variable "${name}" {\n${lines.join("")}}\n`;
    });
    const hides = (at: number): string =>
      declared[at]?.more.startsWith("ephemeral") === true
        ? "true"
        : `nonsensitive(sensitive(jsonencode(var.${names[at]})))`;
    const outputs = names.map((name, at) => `output "${name}" {\n  value = ${hides(at)}\n}\n`);
    const placed = Object.fromEntries(
      files.map(([name, { json, text }]) => [json ? `${name}.json` : name, text]),
    );
    const base: Omit<Line, "args"> = { env: { ...env, TF_INPUT: "0" } };
    const line: Line =
      command === "console"
        ? { ...base, args: ["console", ...flags], input: "[var.v, var.w]\n" }
        : {
            ...base,
            args: [command, "-no-color", ...(command === "apply" ? ["-auto-approve"] : []), ...flags],
          };
    return {
      files: {
        "main.tf": blocks.join("") + outputs.join("") + tree,
        "m/main.tf":
          'variable "v" {\n  type     = any\n  nullable = false\n  default  = "inner"\n}\noutput "v" {\n  value = var.v\n}\n',
        [explicit.json ? "given.tfvars.json" : "given.tfvars"]: explicit.text,
        ...placed,
      },
      lines: [{ args: ["init", "-no-color"], told: () => "" }, line],
    };
  });
