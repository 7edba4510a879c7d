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

/** What `terraform test` 1.11.4 says of values that are made of what is not there. */
test.each<readonly [what: string, text: string, said: readonly string[]]>([
  [
    "the file's are made of what the command gave",
    'variables {\n  v = upper(var.w)\n  w = "x"\n}\nrun "r" {\n}\n',
    [
      'error 2,13-18 The input variable "w" is not available to the current context. You can only reference global variables.',
    ],
  ],
  [
    "the file's are made of no run",
    `variables {\n  v = "\${run.r.v}"\n}\nrun "r" {\n}\n`,
    ["error 2,10-15 You can not reference run blocks from within the file variables block."],
  ],
  [
    "a run's are made of the file's, and may be for nobody",
    'variables {\n  w = 1\n}\nrun "r" {\n  variables {\n    nope = 1\n    v    = var.w\n  }\n}\n',
    [
      'warning 6,12-13 The module under test does not declare a variable named "nope", but it is declared in run block "r".',
    ],
  ],
  [
    "a run's that its assertions ask for",
    'run "r" {\n  variables {\n    nope = 1\n  }\n  assert {\n    condition     = var.nope == 1\n    error_message = "no"\n  }\n}\n',
    [],
  ],
  [
    "a run's are not made of defaults",
    'run "r" {\n  variables {\n    q = var.v\n  }\n}\n',
    [
      'error 3,9-14 The input variable "v" is not available to the current run block. You can only reference variables defined at the file or global levels.',
      'warning 3,9-14 The module under test does not declare a variable named "q", but it is declared in run block "r".',
    ],
  ],
])("%s", async (_, text, said) => {
  const main = 'variable "v" {\n  default = "own"\n}\noutput "v" {\n  value = var.v\n}\n';
  const { events } = await told({ "main.tf": main, "a.tftest.hcl": text });
  const ended = events.flatMap((event) => (event.kind === "run-end" ? event.diagnostics : []));
  expect(
    ended.map(({ severity, detail, subject: at }) => {
      const place = `${at?.start.line},${at?.start.column}-${at?.end.column}`;
      return `${severity} ${place} ${detail}`;
    }),
  ).toEqual(said);
});
