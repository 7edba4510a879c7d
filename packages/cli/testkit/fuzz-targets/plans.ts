import { corpusOf, type FuzzTarget, filesOfText, wellFormed } from "@tutti/simulation/testkit";
import { holdRun } from "../hold-run.ts";
import { createTerminal } from "../terminal.ts";

const SAMPLE = `variable "keys" {
  type    = set(string)
  default = ["a", "b"]
}
resource "terraform_data" "a" {
  for_each = var.keys
  input    = { key = each.key, list = [1, null, "x"] }
  lifecycle {
    create_before_destroy = true
    precondition {
      condition     = each.key != "c"
      error_message = "not \${each.key}"
    }
  }
}
resource "terraform_data" "b" {
  count            = length(terraform_data.a)
  input            = terraform_data.a["a"].output
  triggers_replace = [for k, v in terraform_data.a : v.id]
}
module "m" {
  source = "./m"
  for_each = toset(["x"])
  in     = terraform_data.b[*].id
}
check "c" {
  assert {
    condition     = length(module.m["x"].out) == 2
    error_message = "two"
  }
}
output "o" {
  value     = module.m
  sensitive = true
}
-- m/m.tf
variable "in" {}
resource "terraform_data" "c" {
  input = var.in
}
output "out" {
  value = terraform_data.c.output
}
`;
/** What changes between two applies: mutated, too, as it stands in the same text. */
const SECOND = "-- again/main.tf\nmoved {\n  from = terraform_data.b\n  to = terraform_data.z\n}\n";

const WORDS = [
  "count = 0",
  "for_each = {}",
  "moved {\n",
  "removed {\n",
  "import {\n",
  "to = ",
  "from = ",
  "id = ",
].concat([
  "terraform_data.a",
  "terraform_data.b[0]",
  "module.m",
  "prevent_destroy = true",
  "ignore_changes = all",
  "replace_triggered_by = [",
  "sensitive(",
  "timestamp()",
  'provisioner "local-exec" {\n command = "x"\n}\n',
  "each.value",
  "ephemeral = true",
  "null",
  "{",
  "}",
  "\n",
]);

/** A configuration is planned, applied, planned, shown and destroyed, and every command answers. */
export const target: FuzzTarget = {
  name: "plans",
  corpus: [SAMPLE, SAMPLE + SECOND, ...corpusOf(".tf", ["../shared/conformance/terraform/run", "examples"])],
  words: WORDS,
  cases: 60,
  linear: false,
  play: async (text) => {
    const files = [...filesOfText(wellFormed(text))].filter(
      ([path]) => /^[\w./-]+$/.test(path) && !/\.\.|\/$/.test(path),
    );
    const [first, second] = [false, true].map((again) =>
      files
        .filter(([path]) => path.startsWith("again/") === again)
        .map(([path, content]) => [path.replace(/^again\//, "more_"), content]),
    );
    const terminal = createTerminal();
    const play = async (words: string): Promise<number> => {
      const run = await terminal.run(words);
      holdRun(words, run);
      return run.status;
    };
    try {
      await terminal.write(Object.fromEntries(first ?? []));
    } catch {
      return; // no names that a disk takes
    }
    if ((await play("init -no-color")) !== 0) return;
    await play("validate -json");
    if ((await play("plan -no-color -out=p")) === 0) {
      await play("show -json p");
      await play("apply -no-color p");
    }
    await terminal.write(Object.fromEntries(second ?? []));
    await play("apply -no-color -auto-approve");
    await play("plan -detailed-exitcode -no-color");
    await play("show -json");
    await play("destroy -no-color -auto-approve");
  },
};
