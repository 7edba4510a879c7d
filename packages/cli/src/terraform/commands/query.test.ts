/** Queries, from the files to what is told of them, with a real agent; refused under the names that have none. */

import { beforeEach, expect, test } from "vitest";
import { type AgentTerminal, createAgentTerminal } from "../../../testkit/agent-terminal.ts";

const OURS = { product: "tutti" } as const;

const FILES = {
  "main.tf": `terraform {
  required_providers {
    consul = {
      source = "hashicorp/consul"
    }
  }
}
resource "consul_key_prefix" "top_0" {
  path_prefix = "kept/"
}
`,
  "a.tfquery.hcl": `variable "prefix" {
  default = ""
}
list "consul_key_prefix" "top" {
  provider = consul
  config {
    prefix = var.prefix
  }
}
list "consul_key_prefix" "below" {
  for_each         = toset([for one in list.consul_key_prefix.top.data : one.display_name])
  provider         = consul
  include_resource = true
  config {
    prefix = each.key
  }
}
`,
};

let terminal: AgentTerminal;
beforeEach(async () => {
  terminal = await createAgentTerminal(FILES);
  for (const key of ["a/x", "a/sub/y", "longer/z", "alone"]) await terminal.consul(["kv", "put", key, "v"]);
  expect((await terminal.run("init", OURS)).status).toBe(0);
});

test("what is found stands in columns, list by list", async () => {
  expect(await terminal.run("query", OURS)).toEqual({
    status: 0,
    err: "",
    out: `list.consul_key_prefix.top   path_prefix=a/        a/
list.consul_key_prefix.top   path_prefix=longer/   longer/

list.consul_key_prefix.below["a/"]   path_prefix=a/sub/   a/sub/

`,
  });
});

test("variables choose what is asked for, and nothing at all is nothing", async () => {
  const { out } = await terminal.run("query -var prefix=a/", OURS);
  expect(out).toBe("list.consul_key_prefix.top   path_prefix=a/sub/   a/sub/\n\n");
  await terminal.write({ "x.tfvars": 'prefix = "none/"\n' });
  expect(await terminal.run("query -var-file=x.tfvars", OURS)).toEqual({ status: 0, out: "", err: "" });
  expect((await terminal.run("query -var nope=1", OURS)).err).toContain("undeclared variable");
});

const messages = (out: string): readonly Record<string, unknown>[] =>
  out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));

test("messages tell the start of a list, each object, and the end", async () => {
  const { status, out } = await terminal.run("query -json -var prefix=a/", OURS);
  expect(status).toBe(0);
  const [version, ...told] = messages(out).map(({ "@timestamp": _, "@module": __, ...rest }) => rest);
  expect(version).toMatchObject({ type: "version", ui: "1.2" });
  const list = { address: "list.consul_key_prefix.top", resource_type: "consul_key_prefix" };
  expect(told.slice(0, 3)).toEqual([
    {
      "@level": "info",
      "@message": "list.consul_key_prefix.top: Starting query...",
      type: "list_start",
      list_start: { ...list, input_config: { datacenter: null, prefix: "a/" } },
    },
    {
      "@level": "info",
      "@message": "list.consul_key_prefix.top: Result found",
      type: "list_resource_found",
      list_resource_found: {
        ...list,
        display_name: "a/sub/",
        identity: { path_prefix: "a/sub/" },
        identity_version: 0,
      },
    },
    {
      "@level": "info",
      "@message": "list.consul_key_prefix.top: List complete",
      type: "list_complete",
      list_complete: { ...list, total: 1 },
    },
  ]);
});

const OBJECT = {
  path_prefix: "a/sub/",
  id: "a/sub/",
  datacenter: null,
  token: null,
  subkeys: { y: "v" },
  subkey: [],
};
const GENERATED = {
  config: `resource "consul_key_prefix" "below_a__0" {
  provider    = consul
  datacenter  = null
  path_prefix = "a/sub/"
  subkeys = {
    y = "v"
  }
}`,
  import_config: `import {
  to       = consul_key_prefix.below_a__0
  provider = consul
  identity = {
    path_prefix = "a/sub/"
  }
}`,
};

test("objects are told where they are asked for, and blocks where these are", async () => {
  const found = async (line: string) =>
    messages((await terminal.run(line, OURS)).out).flatMap(({ list_resource_found: one }) =>
      one === undefined ? [] : [one],
    );
  const [top, , below] = await found("query -json");
  expect(top).not.toHaveProperty("resource_object");
  expect(below).toMatchObject({ resource_object: OBJECT });
  expect(below).not.toHaveProperty("config");
  const [written, , other] = await found("query -json -generate-config-out=x.tf");
  expect(written).toMatchObject({ resource_object: { path_prefix: "a/" } });
  expect(other).toMatchObject(GENERATED);
  expect(await terminal.host.disk.stat("x.tf")).toBeUndefined();
});

test("the blocks that are written bring all in, under names that are free", async () => {
  const { status, out } = await terminal.run("query -no-color -generate-config-out=out.tf", OURS);
  expect(status).toBe(0);
  expect(out).toContain("Warning: Config generation is experimental");
  const text = await terminal.read("out.tf");
  expect(text?.startsWith("# __generated__ by Tutti\n# Please review")).toBe(true);
  // The module has a top_0 of its own; lists stand in the order of their names.
  expect([...(text ?? "").matchAll(/^(?:resource|# __gen).*$/gm)].map(([line]) => line)).toEqual([
    "# __generated__ by Tutti",
    "# __generated__ by Tutti",
    'resource "consul_key_prefix" "below_a__0" {',
    "# __generated__ by Tutti",
    'resource "consul_key_prefix" "top_1" {',
    'resource "consul_key_prefix" "top_2" {',
  ]);
  const plan = await terminal.run("plan -no-color", OURS);
  expect(plan.err).toBe("");
  expect(plan.out).toContain("Plan: 3 to import, 1 to add, 0 to change, 0 to destroy.");
  const again = await terminal.run("query -no-color -generate-config-out=out.tf", OURS);
  expect(again).toMatchObject({ status: 1 });
  expect(again.err).toContain("Error: Target generated file already exists");
});

test("nothing is written, and nobody is kept from writing", async () => {
  await terminal.run("query", OURS);
  for (const name of ["terraform.tfstate", ".terraform.tfstate.lock.info"])
    expect(await terminal.host.disk.stat(name)).toBeUndefined();
});

test("validate looks at query files where it is asked to", async () => {
  await terminal.write({ "b.tfquery.hcl": 'list "consul_keys" "k" {\n  provider = consul\n}\n' });
  expect((await terminal.run("validate", OURS)).status).toBe(0);
  const asked = await terminal.run("validate -query -no-color", OURS);
  expect(asked.err).toContain('hashicorp/consul does not support list resource "consul_keys".');
  expect((await terminal.run("query -no-color", OURS)).err).toBe(asked.err);
  expect((await terminal.run("validate -query")).err).toContain("flag provided but not defined: -query");
});

test("a folder without a list has nothing to query", async () => {
  await terminal.host.disk.remove("a.tfquery.hcl");
  const { status, err } = await terminal.run("query -no-color", OURS);
  expect(status).toBe(1);
  expect(err).toContain("Error: Nothing to query");
});

test("fmt lays out query files", async () => {
  await terminal.write({ "b.tfquery.hcl": "locals{\na=1\n}\n" });
  expect((await terminal.run("fmt")).out).toBe("");
  expect((await terminal.run("fmt", OURS)).out).toBe("b.tfquery.hcl\n");
});

test("providers schema shows what lists take", async () => {
  const shown = async (product: "tutti" | "terraform") =>
    JSON.parse((await terminal.run("providers schema -json", { product })).out).provider_schemas[
      "registry.terraform.io/hashicorp/consul"
    ].list_resource_schemas;
  expect(Object.keys(await shown("tutti"))).toEqual(["consul_service", "consul_node", "consul_key_prefix"]);
  expect((await shown("tutti")).consul_key_prefix.block.attributes.prefix).toMatchObject({
    type: "string",
    optional: true,
  });
  expect(await shown("terraform")).toBeUndefined();
});

test.each([
  ["terraform", "Terraform"],
  ["tofu", "Tutti"],
])("called %s, there is no such command", async (calledAs, title) => {
  const product = calledAs === "terraform" ? "terraform" : "tutti";
  const { status, err } = await terminal.run("query -json", { product, calledAs });
  expect(status).toBe(1);
  expect(err).toBe(
    `${title} has no command named "query".\n\nTo see all of ${title}'s top-level commands, run:\n  ${title.toLowerCase()} -help\n\n`,
  );
});
