/** `for_each` of providers, from the files to the state and back; refused under Terraform's name. */

import { expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

const OURS = { product: "tutti" } as const;

const filesOf = (keys: string): string => `provider "terraform" {
  alias    = "by_region"
  for_each = toset(["eu", "us"])
}
resource "terraform_data" "a" {
  for_each = toset(${keys})
  provider = terraform.by_region[each.key]
  input    = each.key
}
`;

async function applied(): Promise<Terminal> {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": filesOf('["eu", "us"]') });
  await expectAll(terminal, [
    ["init", 0, /initialized/],
    ["apply -auto-approve -no-color", 0, /2 added/],
  ]);
  return terminal;
}

/** Each line with its status, and what stands in one of its outputs. */
async function expectAll(
  terminal: Terminal,
  steps: readonly (readonly [string, number, RegExp])[],
): Promise<void> {
  for (const [words, status, said] of steps) {
    const run = await terminal.run(words, OURS);
    expect([words, run.status, run.out + run.err]).toEqual([words, status, expect.stringMatching(said)]);
  }
}

interface StateFile {
  readonly resources: readonly {
    readonly name: string;
    readonly provider?: string;
    readonly instances: readonly { readonly index_key?: string; readonly provider?: string }[];
  }[];
}

/** By the name of the resource and the instance's key: the provider beside the instance. */
async function providersInState(terminal: Terminal): Promise<unknown> {
  const { resources }: StateFile = JSON.parse((await terminal.read("terraform.tfstate")) ?? "{}");
  return resources.map(({ name, provider, instances }) => [
    name,
    provider,
    ...instances.map((one) => [one.index_key, one.provider]),
  ]);
}

const own = (key: string): string => `provider["terraform.io/builtin/terraform"].by_region["${key}"]`;

test("the state has it beside each instance, whatever is done to it", async () => {
  const terminal = await applied();
  expect(await providersInState(terminal)).toEqual([["a", undefined, ["eu", own("eu")], ["us", own("us")]]]);
  await expectAll(terminal, [
    ['taint terraform_data.a["eu"]', 0, /marked as tainted/],
    ['untaint terraform_data.a["eu"]', 0, /untainted/],
    ['state mv terraform_data.a["eu"] terraform_data.b', 0, /Successfully moved 1/],
    ['state mv -state-out=other.tfstate terraform_data.a["us"] terraform_data.c', 0, /Successfully moved 1/],
  ]);
  expect(await providersInState(terminal)).toEqual([["b", undefined, [undefined, own("eu")]]]);
  expect(await terminal.read("other.tfstate")).toContain('by_region[\\"us\\"]');
});

test("what loses its key is destroyed by its own, and all is", async () => {
  const terminal = await applied();
  await terminal.write({ "main.tf": filesOf('["us"]') });
  await expectAll(terminal, [
    ["plan -no-color", 0, /terraform_data.a\["eu"\] will be destroyed/],
    ["plan -no-color -out=p", 0, /1 to destroy/],
    ["graph -type=plan", 0, /by_region" \[label/],
    ["apply -no-color p", 0, /1 destroyed/],
    ["providers", 0, /provider\[terraform.io\/builtin\/terraform\]/],
    ["show -json", 0, /"provider_name":"terraform.io\/builtin\/terraform"/],
    ["state rollback -auto-approve -no-color 1", 1, /is kept by instances of\s/],
    ["destroy -auto-approve -no-color", 0, /1 destroyed/],
  ]);
});

test("what loses its provider is told, with what to do", async () => {
  const terminal = await applied();
  await terminal.write({
    "main.tf": filesOf('["us"]').replace('toset(["eu", "us"])', 'toset(["us"])'),
  });
  await expectAll(terminal, [
    ["plan -no-color", 1, /Error: Provider instance not present[\s\S]*Re-add the for_each\s+element/],
    ['state rm terraform_data.a["eu"]', 0, /removed 1/],
    ["plan -no-color", 0, /No changes/],
  ]);
});

test("a mock of the configuration stands for all its instances", async () => {
  const terminal = await applied();
  await terminal.write({
    "a.tftest.hcl": `mock_provider "terraform" {
  alias = "by_region"
  mock_resource "terraform_data" {
    defaults = {
      id = "made up"
    }
  }
}
run "a" {
  assert {
    condition     = terraform_data.a["us"].id == "made up"
    error_message = terraform_data.a["us"].id
  }
}
`,
  });
  await expectAll(terminal, [["test -no-color", 0, /1 passed/]]);
});

test("called terraform it is refused", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": filesOf('["eu"]') });
  const { out, err, status } = await terminal.run("validate -no-color", {
    product: "tutti",
    calledAs: "terraform",
  });
  expect(status).toBe(1);
  expect(out + err).toContain("Reserved argument name in provider block");
  expect(out + err).toContain("Invalid provider configuration reference");
});
