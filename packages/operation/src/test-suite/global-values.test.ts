import { expect, test } from "vitest";
import { told } from "../../testkit/tested.ts";

/** What `terraform test` 1.11.4 gives to the runs of each file. */
test.each<readonly [what: string, text: string | undefined, root: string, inTests: string]>([
  ["variables files beside the tests count more there", undefined, "root", "tests"],
  ["also more than the command line", "v=given", "given", "tests"],
  ["what nobody declares may be given", "nobody=x", "root", "tests"],
])("%s", async (_, text, root, inTests) => {
  const run = (value: string): string =>
    `run "r" {\n  command = plan\n  assert {\n    condition     = output.v == "${value}"\n    error_message = output.v\n  }\n}\n`;
  const { events } = await told(
    {
      "main.tf": 'variable "v" {\n  default = "own"\n}\noutput "v" {\n  value = var.v\n}\n',
      "terraform.tfvars": 'v = "root"\n',
      "a.tftest.hcl": run(root),
      "tests/terraform.tfvars": 'v = "first"\n',
      "tests/x.auto.tfvars": 'v = "tests"\n',
      "tests/b.tftest.hcl": run(inTests),
    },
    { variables: text === undefined ? [] : [{ kind: "value", text }] },
  );
  const ended = events.flatMap((event) =>
    event.kind === "run-end" ? [event.status, ...event.diagnostics.map(({ detail }) => detail)] : [],
  );
  expect(ended).toEqual(["pass", "pass"]);
});
