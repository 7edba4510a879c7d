/** `moved` from one type to another: what the provider of the new one takes, and what it refuses. */

import { expect, test } from "vitest";
import { createTerminal, type Terminal } from "../../../testkit/terminal.ts";

interface Stored {
  readonly type?: string;
  readonly provider?: string;
  readonly instances?: readonly Readonly<Record<string, unknown>>[];
}

const INSTANCE = { schema_version: 0, attributes: { id: "7373", triggers: { a: "1" } } };

async function withState(main: string, stored: Stored = {}): Promise<Terminal> {
  const { type = "null_resource", provider = "registry.terraform.io/hashicorp/null" } = stored;
  const terminal = createTerminal();
  const resource = {
    mode: "managed",
    type,
    name: "a",
    provider: `provider["${provider}"]`,
    instances: stored.instances ?? [INSTANCE],
  };
  const state = {
    version: 4,
    terraform_version: "1.11.4",
    serial: 3,
    lineage: "l",
    outputs: {},
    resources: [resource],
  };
  await terminal.write({ "main.tf": main, "terraform.tfstate": JSON.stringify(state) });
  return terminal;
}

const moved = (from: string, to: string): string => `moved {\n  from = ${from}\n  to   = ${to}\n}\n`;
const DATA = 'resource "terraform_data" "b" {\n  triggers_replace = { a = "1" }\n}\n';

test("a null_resource becomes terraform_data with its id and triggers, and nothing is made anew", async () => {
  const terminal = await withState(DATA + moved("null_resource.a", "terraform_data.b"));
  const { status, out } = await terminal.run("apply -auto-approve -no-color");
  expect(status).toBe(0);
  expect(out).toContain("# null_resource.a has moved to terraform_data.b\n");
  expect(out).toContain("Apply complete! Resources: 0 added, 0 changed, 0 destroyed.");
  const { resources } = JSON.parse((await terminal.read("terraform.tfstate")) ?? "{}");
  expect(resources).toEqual([
    {
      mode: "managed",
      type: "terraform_data",
      name: "b",
      provider: 'provider["terraform.io/builtin/terraform"]',
      instances: [
        {
          schema_version: 0,
          attributes: {
            id: "7373",
            input: null,
            output: null,
            triggers_replace: { value: { a: "1" }, type: ["object", { a: "string" }] },
          },
          sensitive_attributes: [],
        },
      ],
    },
  ]);
  expect((await terminal.run("plan -no-color")).out).toContain("No changes.");
});

test("other triggers replace it, as those of terraform_data do", async () => {
  const terminal = await withState(DATA.replace('"1"', '"2"') + moved("null_resource.a", "terraform_data.b"));
  const { out } = await terminal.run("plan -no-color");
  expect(out).toContain("terraform_data.b must be replaced");
  expect(out).toContain('~ a = "1" -> "2"');
});

test.each<readonly [string, boolean, Readonly<Record<string, unknown>>]>([
  ["one without triggers moves", false, { id: "1", triggers: null }],
  ["instances move with their keys", true, INSTANCE.attributes],
])("%s", async (_, keyed, attributes) => {
  const instance = { ...INSTANCE, attributes };
  const instances = keyed ? ["x", "y"].map((index_key) => ({ ...instance, index_key })) : [instance];
  const body = keyed ? 'for_each = toset(["x", "y"])\n  triggers_replace = { a = "1" }' : "";
  const terminal = await withState(
    `resource "terraform_data" "b" {\n  ${body}\n}\n${moved("null_resource.a", "terraform_data.b")}`,
    { instances },
  );
  const { out } = await terminal.run("plan -no-color");
  expect(out).toContain("Plan: 0 to add, 0 to change, 0 to destroy.");
  expect(out.match(/has moved to/g)).toHaveLength(keyed ? 2 : 1);
});

test("a tainted one stays tainted, and what is deposed moves along", async () => {
  const terminal = await withState(DATA + moved("null_resource.a", "terraform_data.b"), {
    instances: [
      { ...INSTANCE, status: "tainted" },
      { ...INSTANCE, deposed: "00000001", attributes: { id: "old", triggers: null } },
    ],
  });
  const { out } = await terminal.run("plan -no-color");
  expect(out).toContain("terraform_data.b is tainted, so must be replaced");
  expect(out).toContain("terraform_data.b (deposed object 00000001) will be destroyed");
  expect((await terminal.run("apply -auto-approve -no-color")).status).toBe(0);
});

test("secrets among the triggers stay secrets", async () => {
  const main = `variable "s" {\n  default   = "planted"\n  sensitive = true\n}\nresource "terraform_data" "b" {\n  triggers_replace = { a = var.s }\n}\n`;
  const terminal = await withState(
    main.replace("planted", "other") + moved("null_resource.a", "terraform_data.b"),
    {
      instances: [
        {
          ...INSTANCE,
          attributes: { id: "1", triggers: { a: "planted" } },
          sensitive_attributes: [
            [
              { type: "get_attr", value: "triggers" },
              { type: "index", value: { value: "a", type: "string" } },
            ],
          ],
        },
      ],
    },
  );
  const { out, status } = await terminal.run("plan -no-color");
  expect(status).toBe(0);
  expect(out).toContain("must be replaced");
  expect(out).not.toContain("planted");
});

const UNSUPPORTED = "Error: Unsupported `moved` across resource types";

test.each<readonly [string, string, Stored, string]>([
  // Terraform's own words, by a state that says so.
  [
    "from another provider",
    DATA + moved("null_resource.a", "terraform_data.b"),
    { provider: "terraform.io/builtin/terraform" },
    "Error: Unsupported source provider for move operation\n\nOnly moving from the official hashicorp/null provider to terraform_data is\nsupported.\n",
  ],
  [
    "from another type",
    DATA + moved("null_data.a", "terraform_data.b"),
    { type: "null_data" },
    "Error: Unsupported source resource type for move operation\n",
  ],
  [
    "what is no null_resource",
    DATA + moved("null_resource.a", "terraform_data.b"),
    { instances: [{ schema_version: 0, attributes: { id: 1, other: 2 } }] },
    "Error: Stored null_resource cannot be read\n",
  ],
  [
    "to a type whose provider takes nothing",
    `terraform {\n  required_providers {\n    tutti = {\n      source = "tutti/process"\n    }\n  }\n}\nresource "tutti_process" "b" {\n  command = ["x"]\n}\n${moved("terraform_data.a", "tutti_process.b")}`,
    {
      type: "terraform_data",
      provider: "terraform.io/builtin/terraform",
      instances: [{ schema_version: 0, attributes: { id: "1" } }],
    },
    UNSUPPORTED,
  ],
])("%s is refused, and nothing changes", async (_, main, stored, said) => {
  const terminal = await withState(main, stored);
  const before = await terminal.read("terraform.tfstate");
  for (const command of ["plan", "apply -auto-approve", "plan -destroy", "plan -refresh-only"]) {
    const { status, err } = await terminal.run(`${command} -no-color`);
    expect([command, status]).toEqual([command, 1]);
    expect(err).toContain(said);
  }
  expect(await terminal.read("terraform.tfstate")).toBe(before);
});
