/** What is typed into `console`: expressions and what is none, on one line and on several. */

import fc from "fast-check";
import type { Script } from "./play-lines.ts";
import { expression, LOCALS } from "./random-expressions.ts";

/** Beside the locals of the expressions: what only a console shows. */
const MORE = `variable "word" {
  default = "w"
}
variable "hidden" {
  default   = { a = "x" }
  sensitive = true
}
variable "typed" {
  type = object({ n = optional(number, 3), l = list(string) })
  default = { l = ["x"] }
}
resource "terraform_data" "many" {
  count = 2
  input = { n = count.index }
}
resource "terraform_data" "keyed" {
  for_each = toset(["a b", "c"])
  input    = each.key
}
module "m" {
  source = "./m"
}
output "o" {
  value = local.n
}
`;

const NAMES =
  'terraform_data.many|terraform_data.many[1].output.n|terraform_data.many[5]|terraform_data.keyed|terraform_data.keyed["a b"].id|terraform_data.none|module.m|module.m.out|module.m.secret|module.none|var.word|var.hidden|var.hidden.a|var.typed|var.none|output.o|path.module|path.root|terraform.workspace|terraform.none|each.key|count.index|self|local.none|data.x.y|ephemeral.x.y|type(local.tup)|type(terraform_data.many)|type(var.hidden)|type(local.obj.none)|type(1, 2)|type(module.m)|[type(1)]|provider::terraform::encode_tfvars({ a = 1, "b c" = [true] })|provider::terraform::decode_tfvars("a = 1")|provider::terraform::none(1)|provider::none::f(1)|nofunc(1)|plantimestamp() == ""|"a\\nb"|<<-E\n  text ${var.word}\n    more\n  E|jsonencode(local.obj)'.split(
    "|",
  );

const STRAY =
  '|# only a comment|1 # behind|  |1 +|(1|1)|[1, 2|{ a = 1|"a|}|a = 1|1 2|exit |help|é|<<E|0x1|1..2|a.|local|local.|//|/* c */ 3|[\n1,\n2\n]|(\n1 +\n2\n)'.split(
    "|",
  );

const typed = fc.oneof(
  { arbitrary: expression, weight: 3 },
  { arbitrary: fc.constantFrom(...NAMES), weight: 3 },
  { arbitrary: fc.constantFrom(...STRAY), weight: 1 },
  { arbitrary: fc.constantFrom(...NAMES, ...STRAY).map((text) => `[${text}]`), weight: 1 },
  { arbitrary: expression.map((text) => `type(${text})`), weight: 1 },
);

/** Applied or not, then one to three things typed. What is made has identifiers that differ. */
export const consoles: fc.Arbitrary<Script> = fc
  .record({
    applied: fc.boolean(),
    typed: fc.array(typed, { minLength: 1, maxLength: 3 }),
    ends: fc.constantFrom("", "\n", "\nexit\n1\n"),
    args: fc.constantFrom([], [], ["-var=word=given"], ["-plan"], ["-state=other.tfstate"]),
  })
  .map(({ applied, typed, ends, args }) => ({
    files: {
      "main.tf": LOCALS + MORE,
      "m/main.tf":
        'resource "terraform_data" "in" {\n}\noutput "out" {\n  value = "o"\n}\noutput "secret" {\n  value     = "s"\n  sensitive = true\n}\n',
    },
    lines: [
      { args: ["init", "-no-color"] },
      ...(applied ? [{ args: ["apply", "-no-color", "-auto-approve", "-parallelism=1"] }] : []),
      { args: ["console", ...args], input: typed.join("\n") + ends },
    ],
  }));
