import { type FuzzTarget, JSON_MARKS, mutateJson, wellFormed } from "@tutti/simulation/testkit";
import { holdRun } from "../hold-run.ts";
import { createTerminal } from "../terminal.ts";

const CONFIGURATION = `resource "terraform_data" "a" {
  count = 2
  input = "x"
}
output "o" {
  value = terraform_data.a[*].output
}
check "c" {
  assert {
    condition     = length(terraform_data.a) == 2
    error_message = "two"
  }
}
`;
const terminal = createTerminal();
await terminal.write({ "main.tf": CONFIGURATION });
await terminal.run("apply -auto-approve");
const STATE = (await terminal.read("terraform.tfstate")) ?? "";

/** Commands on a state that somebody changed by hand answer, whatever stands in it. */
export const target: FuzzTarget = {
  name: "stored-states",
  corpus: [STATE],
  words: ['"version"', '"resources"', '"instances"', '"attributes"', '"index_key"', ...JSON_MARKS],
  cases: 100,
  linear: false,
  draw: (draw) => mutateJson(STATE, draw),
  play: async (text) => {
    const own = createTerminal();
    await own.write({ "main.tf": CONFIGURATION, "terraform.tfstate": wellFormed(text) });
    for (const words of [
      "state list",
      "state show terraform_data.a[0]",
      "show -json",
      "output -json",
      "plan -no-color",
      "state mv terraform_data.a terraform_data.b",
      "taint terraform_data.b[0]",
      "apply -no-color -auto-approve",
      "destroy -no-color -auto-approve",
    ])
      holdRun(words, await own.run(words));
  },
};
