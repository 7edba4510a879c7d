import { expect, test } from "vitest";
import { told } from "../../testkit/tested.ts";

const MAIN = `variable "v" {
  default   = "v"
  sensitive = true
}
variable "path" {
  default = "other.json"
}
output "o" {
  value = 1
  precondition {
    condition     = var.v != "wrong"
    error_message = "wrong: \${var.v}"
  }
}
check "c" {
  assert {
    condition     = var.v != "wrong"
    error_message = "wrong: \${var.v}"
  }
}
check "d" {
  data "terraform_remote_state" "d" {
    backend = "local"
    config  = { path = var.path }
  }
  assert {
    condition     = data.terraform_remote_state.d.outputs.k == "v"
    error_message = "no"
  }
}
`;
const OTHER = JSON.stringify({
  version: 4,
  serial: 1,
  lineage: "other",
  outputs: { k: { value: "v", type: "string" } },
  resources: [],
});
const run = (name: string, values: string, expected: string): string =>
  `run "${name}" {\n  command = plan\n  variables {\n    ${values}\n  }\n  expect_failures = [${expected}]\n}\n`;

/** Each row is what `terraform test` 1.11.4 says of it. */
test.each<readonly [what: string, run: string, said: readonly string[]]>([
  ["the message is not shown", run("a", 'v = "wrong"', "check.c, output.o"), ["pass"]],
  [
    "another one failed",
    run("b", 'v = "wrong"', "check.d"),
    ["error", "error condition-failed", "error condition-failed", "error missing-expected-failure"],
  ],
  ["data of a check are not there", run("c", 'path = "none"', "check.d"), ["pass"]],
])("what is expected where %s", async (_, text, said) => {
  const { events } = await told({ "main.tf": MAIN, "other.json": OTHER, "a.tftest.hcl": text });
  const ended = events.flatMap((event) => (event.kind === "run-end" ? [event] : []));
  const words = ended.flatMap(({ status, diagnostics }) => [
    status,
    ...diagnostics
      .map(({ severity, code }) => `${severity} ${code}`)
      .filter((one) => !one.startsWith("warning error-message-refers"))
      .sort(),
  ]);
  expect(words).toEqual(said);
});
