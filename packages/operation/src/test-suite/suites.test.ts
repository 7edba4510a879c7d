import { expect, test } from "vitest";
import { told } from "../../testkit/tested.ts";

/** Tests of one module. */
const MAIN = `variable "n" {
  default = 1
}
resource "terraform_data" "a" {
  input = var.n
}
resource "terraform_data" "b" {
  count = 2
  input = count.index
  lifecycle {
    precondition {
      condition     = var.n != 13 || count.index == 0
      error_message = "thirteen"
    }
  }
}
output "id" {
  value = terraform_data.a.id
}
output "o" {
  value = terraform_data.a.output
  precondition {
    condition     = var.n != 14
    error_message = "fourteen"
  }
}
output "ids" {
  value = terraform_data.b[*].id
}
module "m" {
  source = "./m"
  n      = var.n
}
`;
const INNER = `variable "n" {}
resource "terraform_data" "in" {
  input = var.n
}
output "y" {
  value = terraform_data.in.id
}
check "c" {
  assert {
    condition     = var.n != 15
    error_message = "fifteen"
  }
}
`;

/** Each row is what `terraform test` 1.11.4 says of it, by run, with the codes of what it tells. */
test.each<readonly [string, string, readonly string[]]>([
  [
    "values in plans already, by the mocked provider",
    `mock_provider "terraform" {
  override_during = plan
  mock_resource "terraform_data" {
    defaults = { id = "m" }
  }
}
run "planned" {
  command = plan
  assert {
    condition     = terraform_data.a.id == "m" && module.m.y == "m"
    error_message = "no"
  }
}
run "applied" {
  assert {
    condition     = terraform_data.a.id == "m"
    error_message = "no"
  }
}
`,
    ["planned pass", "applied pass"],
  ],
  [
    "values from the apply on, unless something else is said",
    `mock_provider "terraform" {
  mock_resource "terraform_data" {
    defaults = { id = "m" }
  }
}
run "unknown" {
  command = plan
  assert {
    condition     = terraform_data.a.id == "m"
    error_message = "no"
  }
}
`,
    ["unknown error (error unknown-test-condition)"],
  ],
  [
    "values of a type from the apply on, though the provider's are in plans",
    `mock_provider "terraform" {
  override_during = plan
  mock_resource "terraform_data" {
    override_during = apply
    defaults        = { id = "m" }
  }
}
run "unknown" {
  command = plan
  assert {
    condition     = terraform_data.a.id == "m"
    error_message = "no"
  }
}
`,
    ["unknown error (error unknown-test-condition)"],
  ],
  [
    "values of a type in plans, though the provider's are not",
    `mock_provider "terraform" {
  mock_resource "terraform_data" {
    override_during = plan
    defaults        = { id = "m" }
  }
}
run "planned" {
  command = plan
  assert {
    condition     = terraform_data.a.id == "m"
    error_message = "no"
  }
}
`,
    ["planned pass"],
  ],
  [
    "values of one object within a mocked provider",
    `mock_provider "terraform" {
  mock_resource "terraform_data" {
    defaults = { id = "m" }
  }
  override_resource {
    target = terraform_data.a
    values = { id = "inner" }
  }
}
run "in_mock" {
  assert {
    condition     = terraform_data.a.id == "inner" && terraform_data.b[0].id == "m"
    error_message = "no"
  }
}
run "of_run" {
  override_resource {
    target = terraform_data.a
    values = { id = "run" }
  }
  assert {
    condition     = terraform_data.a.id == "inner"
    error_message = "no"
  }
}
`,
    ["in_mock pass", "of_run pass"],
  ],
  [
    "values of a resource, and of one of its instances; what is there stays",
    `override_resource {
  target = terraform_data.b
  values = { id = "all" }
}
override_resource {
  target = terraform_data.b[1]
  values = { id = "one" }
}
run "instance" {
  assert {
    condition     = terraform_data.b[0].id == "all" && terraform_data.b[1].id == "one"
    error_message = "no"
  }
}
run "of_run_first" {
  variables {
    n = 2
  }
  override_resource {
    target = terraform_data.b
    values = { id = "run" }
  }
  assert {
    condition     = terraform_data.b[0].id == "all" && terraform_data.b[1].id == "one"
    error_message = "no"
  }
}
`,
    ["instance pass", "of_run_first pass"],
  ],
  [
    "expected failures of a resource and of an instance",
    `run "instance_expected" {
  command = plan
  variables {
    n = 13
  }
  expect_failures = [terraform_data.b[1]]
}
run "resource_expected" {
  command = plan
  variables {
    n = 13
  }
  expect_failures = [terraform_data.b]
}
run "other_instance" {
  command = plan
  variables {
    n = 13
  }
  expect_failures = [terraform_data.b[0]]
}
`,
    [
      "instance_expected pass",
      "resource_expected pass",
      "other_instance error (error condition-failed) (error missing-expected-failure)",
    ],
  ],
  [
    "expected failures of outputs",
    `run "output_expected" {
  command = plan
  variables {
    n = 14
  }
  expect_failures = [output.o]
}
run "both" {
  command = plan
  variables {
    n = 14
  }
  expect_failures = [output.o, output.id]
}
`,
    ["output_expected pass", "both error (error missing-expected-failure)"],
  ],
  [
    "a check within a module that nobody expects to fail",
    `run "check_unexpected" {
  command = plan
  variables {
    n = 15
  }
}
`,
    ["check_unexpected error (error condition-failed)"],
  ],
  [
    "assertions that fail, and one that cannot be asked; what comes after a failure runs, after an error it does not",
    `run "two_asserts" {
  assert {
    condition     = var.n == 2
    error_message = "no"
  }
  assert {
    condition     = var.n == 3
    error_message = "no"
  }
}
run "after_fail" {
  assert {
    condition     = var.n == 1
    error_message = "no"
  }
}
run "bad_assert" {
  assert {
    condition     = var.nope == 1
    error_message = "no"
  }
  assert {
    condition     = var.n == 3
    error_message = "no"
  }
}
run "skipped" {}
`,
    [
      "two_asserts fail (error condition-failed) (error condition-failed)",
      "after_fail pass",
      "bad_assert error (error reference-to-undeclared-input-variable) (error condition-failed)",
      "skipped skip",
    ],
  ],
  [
    "overrides: a run's before its file's, and these before a mock's",
    `mock_provider "terraform" {
  override_resource {
    target = terraform_data.a
    values = { id = "mock" }
  }
  override_resource {
    target = module.m.terraform_data.in
    values = { id = "mock" }
  }
  override_resource {
    target = terraform_data.b
    values = { id = "mock" }
  }
}
override_resource {
  target = terraform_data.a
  values = { id = "file" }
}
override_resource {
  target = terraform_data.b[1]
  values = { id = "file" }
}
run "ranks" {
  override_resource {
    target = terraform_data.a
    values = { id = "run" }
  }
  assert {
    condition     = output.id == "run" && module.m.y == "mock" && output.ids == ["mock", "file"]
    error_message = "no"
  }
}
run "without" {
  command = plan
  plan_options {
    replace = [terraform_data.a]
  }
  assert {
    condition     = terraform_data.b[1].id == "file"
    error_message = "no"
  }
}
`,
    ["ranks pass", "without pass"],
  ],
  [
    "overrides for what is not there",
    `run "nowhere" {
  command = plan
  override_resource {
    target = terraform_data.none[0]
    values = { id = "x" }
  }
  override_resource {
    target = terraform_data.none
    values = { id = "x" }
  }
  override_resource {
    target = module.m.terraform_data.none
    values = { id = "x" }
  }
  override_module {
    target  = module.none
    outputs = { y = "x" }
  }
  override_resource {
    target = terraform_data.b[7]
    values = { id = "x" }
  }
  override_module {
    target  = module.m
    outputs = { y = "x" }
  }
}
`,
    [
      "nowhere pass (warning override-target-does-not-exist) (warning override-target-does-not-exist) (warning override-target-does-not-exist) (warning override-target-does-not-exist)",
    ],
  ],
  [
    "values of variables that are wrong",
    `run "wrong" {
  command = plan
  variables {
    n = nope()
  }
}
`,
    ["wrong error (error call-to-unknown-function)"],
  ],
  [
    "values made of a run that is not there",
    `run "none" {
  command = plan
  variables {
    n = run.other.o
  }
}
`,
    ["none error (error reference-to-unknown-run)"],
  ],
  [
    "values made of all runs at once",
    `run "before" {
}
run "whole" {
  variables {
    n = run
  }
}
`,
    // Terraform says the second twice.
    ["before pass", "whole error (error reference-to-unknown-run) (error invalid-reference)"],
  ],
  [
    "values made of itself",
    `run "own" {
  command = plan
  variables {
    n = run.own.o
  }
}
`,
    ["own error (error reference-to-unavailable-run)"],
  ],
  [
    "assertions on runs: itself, one to come, none",
    `run "own" {
  command = plan
  assert {
    condition     = run.own.o == 1
    error_message = "no"
  }
  assert {
    condition     = run.later.o == 1
    error_message = "no"
  }
  assert {
    condition     = run.none.o == 1
    error_message = "no"
  }
}
run "later" {
  command = plan
}
`,
    [
      "own error (error reference-to-unevaluated-run) (error reference-to-unevaluated-run) (error reference-to-undeclared-run)",
      "later skip",
    ],
  ],
  [
    "runs before, in values and in assertions",
    `run "before" {
}
run "after" {
  variables {
    n = run.before.o + 1
  }
  assert {
    condition     = run.before.o == 1 && output.o == 2
    error_message = "no"
  }
}
`,
    ["before pass", "after pass"],
  ],
  [
    "values made of a run to come",
    `run "later" {
  command = plan
  variables {
    n = run.other.o
  }
}
run "other" {
  command = plan
}
`,
    ["later error (error reference-to-unavailable-run)", "other skip"],
  ],
])("%s", async (_, tests, wanted) => {
  const { events, summary } = await told({ "main.tf": MAIN, "m/main.tf": INNER, "a.tftest.hcl": tests });
  const found = events.flatMap((event) =>
    event.kind === "run-end"
      ? [
          `${event.run} ${event.status}${event.diagnostics.map(({ severity, code }) => ` (${severity} ${code})`).join("")}`,
        ]
      : [],
  );
  expect(found).toEqual(wanted);
  const count = (status: string) => wanted.filter((line) => line.split(" ")[1] === status).length;
  expect(summary).toEqual({
    status: count("error") > 0 ? "error" : count("fail") > 0 ? "fail" : "pass",
    passed: count("pass"),
    failed: count("fail"),
    errored: count("error"),
    skipped: count("skip"),
  });
});

test("a mocked provider has nothing to import, and says what to do", async () => {
  const { events } = await told({
    "main.tf": 'import {\n  to = terraform_data.a\n  id = "x"\n}\nresource "terraform_data" "a" {}\n',
    "a.tftest.hcl": 'mock_provider "terraform" {}\nrun "r" {}\n',
  });
  const ended = events.find((event) => event.kind === "run-end");
  expect(ended).toMatchObject({
    status: "error",
    diagnostics: [
      {
        code: "mocked-provider-has-nothing-to-import",
        detail: expect.stringMatching(/^The provider of terraform_data is mocked .* Override the resource/),
      },
    ],
  });
});

test.each(['"x"', '["a"]', "[]", "null", "1"])(
  "values that are no object are refused where they are used: %s",
  async (value) => {
    const { events } = await told({
      "main.tf": 'resource "terraform_data" "a" {}\n',
      "a.tftest.hcl": `run "before" {\n  command = plan\n}\nmock_provider "terraform" {\n  mock_resource "terraform_data" {\n    defaults = ${value}\n  }\n}\n`,
    });
    const ended = events.find((event) => event.kind === "run-end");
    expect(ended).toMatchObject({ status: "error", diagnostics: [{ code: "given-values-are-no-object" }] });
  },
);

test("a run of a module calls the functions that only the test calls, or only the module", async () => {
  const { events } = await told({
    "main.tf": 'output "root" {\n  value = trimspace(" r ")\n}\n',
    "m/main.tf": 'output "o" {\n  value = lower("M")\n}\n',
    "a.tftest.hcl":
      'run "m" {\n  module {\n    source = "./m"\n  }\n  assert {\n    condition     = upper(output.o) == "M"\n    error_message = "no"\n  }\n}\n',
  });
  expect(
    events.flatMap((event) => (event.kind === "run-end" ? [event.status, ...event.diagnostics] : [])),
  ).toEqual(["pass"]);
});

test("a mock is what stands for a provider of that name and alias, and for no other", async () => {
  const { events } = await told({
    "main.tf":
      'terraform {\n  required_providers {\n    t = {\n      source = "terraform.io/builtin/terraform"\n    }\n  }\n}\nprovider "t" {\n  alias = "o"\n}\nresource "terraform_data" "mocked" {\n  provider = t.o\n}\nresource "terraform_data" "real" {\n  provider = t\n}\n',
    "a.tftest.hcl":
      'mock_provider "t" {\n  alias           = "o"\n  override_during = plan\n}\nrun "r" {\n  assert {\n    condition     = length(terraform_data.mocked.id) == 8\n    error_message = "mocked"\n  }\n  assert {\n    condition     = length(terraform_data.real.id) == 36\n    error_message = "real"\n  }\n}\n',
  });
  expect(
    events.flatMap((event) => (event.kind === "run-end" ? [event.status, ...event.diagnostics] : [])),
  ).toEqual(["pass"]);
});

test("a condition that fails only once it is applied, and is expected to", async () => {
  const { events } = await told({
    "main.tf":
      'resource "terraform_data" "a" {\n  lifecycle {\n    postcondition {\n      condition     = self.id == ""\n      error_message = "there is one"\n    }\n  }\n}\noutput "o" {\n  value = terraform_data.a.id\n}\n',
    "a.tftest.hcl": 'run "r" {\n  expect_failures = [terraform_data.a]\n}\nrun "s" {\n}\n',
  });
  expect(
    events.flatMap((event) =>
      event.kind === "run-end" ? [`${event.run} ${event.status} ${event.tested?.kind}`] : [],
    ),
  ).toEqual(["r pass state", "s error undefined"]);
});

test("providers of the test stand beside those of the configuration, and over them", async () => {
  const required =
    'terraform {\n  required_providers {\n    t = {\n      source = "terraform.io/builtin/terraform"\n    }\n  }\n}\n';
  const { events } = await told({
    "main.tf": `${required}provider "t" {\n  alias = "own"\n}\nresource "terraform_data" "a" {\n  provider = t.own\n}\nresource "terraform_data" "b" {\n  provider = t\n}\n`,
    "a.tftest.hcl": 'provider "t" {\n}\nrun "r" {\n}\n',
  });
  expect(
    events.flatMap((event) => (event.kind === "run-end" ? [event.status, ...event.diagnostics] : [])),
  ).toEqual(["pass"]);
});

const NAMED =
  'terraform {\n  required_providers {\n    t = {\n      source = "terraform.io/builtin/terraform"\n    }\n  }\n}\n';

test.each([
  ["t = terraform.nope", "terraform.nope"],
  ["t = other", "other"],
  ["t = terraform", "terraform"],
])("a run that hands on a provider which its file has not ends there: %s", async (passed, name) => {
  const { events } = await told({
    "main.tf": `${NAMED}resource "terraform_data" "a" {\n  provider = t\n}\n`,
    "a.tftest.hcl": `provider "terraform" {\n  alias = "q"\n}\nrun "r" {\n  providers = { ${passed} }\n}\nrun "s" {}\n`,
  });
  const ended = events.flatMap((event) =>
    event.kind === "run-end" ? [[event.status, ...event.diagnostics.map(({ summary }) => summary)]] : [],
  );
  expect(ended).toEqual([["error", `Missing provider definition for ${name}`], ["skip"]]);
});

test("a run hands on what it names of its file, also to a module with names of its own", async () => {
  const { events } = await told({
    "main.tf": `${NAMED}resource "terraform_data" "a" {\n  provider = t\n}\n`,
    "m/main.tf":
      'terraform {\n  required_providers {\n    own = {\n      source                = "terraform.io/builtin/terraform"\n      configuration_aliases = [own.z]\n    }\n  }\n}\nresource "terraform_data" "b" {\n  provider = own.z\n}\n',
    "n/main.tf":
      'provider "terraform" {\n  alias = "inner"\n}\nresource "terraform_data" "c" {\n  provider = terraform.inner\n}\nmodule "o" {\n  source = "./o"\n}\n',
    "n/o/main.tf": 'resource "terraform_data" "d" {}\n',
    "a.tftest.hcl":
      'provider "terraform" {\n  alias = "q"\n}\nrun "r" {\n  providers = { t = terraform.q }\n}\nrun "s" {\n  module {\n    source = "./m"\n  }\n  providers = { own.z = terraform.q }\n}\nrun "t" {\n  module {\n    source = "./n"\n  }\n}\nrun "u" {\n  module {\n    source = "./m"\n  }\n}\n',
  });
  const ended = events.flatMap((event) =>
    event.kind === "run-end" ? [[event.status, ...event.diagnostics.map(({ summary }) => summary)]] : [],
  );
  expect(ended).toEqual([["pass"], ["pass"], ["pass"], ["error", "Provider configuration not present"]]);
});

test("a module of a run that is wrong is told before all, and encryption that is wrong too", async () => {
  const files = {
    "main.tf": "",
    "m/main.tf": 'variable "v" {\n  nope = 1\n}\n',
    "a.tftest.hcl": 'run "r" {\n  module {\n    source = "./m"\n  }\n}\n',
  };
  await expect(told(files)).rejects.toThrow(/An argument named "nope" is not/);
  const wrong = await told({
    "main.tf": "terraform {\n  encryption {\n    state {\n    }\n  }\n}\n",
    "a.tftest.hcl": 'run "r" {\n}\n',
  });
  expect(wrong.events).toEqual([]);
  expect(wrong.diagnostics.map(({ code }) => code)).toEqual(["invalid-encryption-configuration"]);
  expect(wrong.summary).toEqual({ status: "pass", passed: 0, failed: 0, errored: 0, skipped: 0 });
});

test.each([
  [
    "mocked",
    'mock_provider "terraform" {\n  mock_resource "terraform_data" {\n    defaults = { id = "m" }\n  }\n}\n',
  ],
  ["given", 'override_resource {\n  target = terraform_data.a\n  values = { id = "m" }\n}\n'],
])("of what is %s the services are too: nothing is made, and no agent hears of it", async (_, given) => {
  const run = (name: string, more = ""): string =>
    `run "${name}" {\n${more}  assert {\n    condition     = terraform_data.a.id == "m" && terraform_data.a.service["web"].port == var.port\n    error_message = "no"\n  }\n}\n`;
  const { events } = await told({
    "main.tf": `variable "port" {\n  default = 80\n}\nresource "terraform_data" "a" {\n  triggers_replace = var.port\n  service "web" {\n    address = "192.0.2.1"\n    port    = var.port\n  }\n}\n`,
    "a.tftest.hcl": `${given}${run("made")}${run("replaced", "  variables {\n    port = 81\n  }\n")}`,
  });
  const ended = events.flatMap((event) =>
    event.kind === "run-end" ? [event.status, ...event.diagnostics] : [],
  );
  expect(ended).toEqual(["pass", "pass"]);
});
