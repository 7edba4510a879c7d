/** The pages of the providers that come with us, held against their schemas; their examples are validated, and those of services in memory applied. */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createProviderRegistry } from "@tutti/operation";
import {
  DNSIMPLE_ACCOUNT,
  DNSIMPLE_TOKEN,
  DO_TOKEN,
  simulateDigitalOcean,
  simulateDnsimple,
} from "@tutti/provider-cloud/testkit";
import { createMachine } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { callOf, exampleOf, providerPage, sections } from "../testkit/provider-page.ts";
import { createTerminal } from "../testkit/terminal.ts";

const FOLDER = join(import.meta.dirname, "../../../docs/providers");

/** By the name of the page. */
const PROVIDERS: Readonly<Record<string, string>> = {
  archive: "hashicorp/archive",
  cloudinit: "hashicorp/cloudinit",
  consul: "hashicorp/consul",
  digitalocean: "digitalocean/digitalocean",
  dnsimple: "dnsimple/dnsimple",
  docker: "kreuzwerker/docker",
  external: "hashicorp/external",
  http: "hashicorp/http",
  local: "hashicorp/local",
  null: "hashicorp/null",
  process: "tutti/process",
  random: "hashicorp/random",
  template: "hashicorp/template",
  terraform: "terraform.io/builtin/terraform",
  time: "hashicorp/time",
  tls: "hashicorp/tls",
};

/** The schema of `terraform_data` is Terraform's own, which says nothing of them. */
const WORDS: Readonly<Record<string, string>> = {
  id: "What tells it from others.",
  input: "Any value, which is kept.",
  output: "The same value, known after it was made.",
  triggers_replace: "Any value of which a change needs a new object.",
};

const { host } = createMachine();
const registry = createProviderRegistry(host);

/** What a provider asks for where no source says otherwise. */
function withSource(name: string, example: string): string {
  const source = PROVIDERS[name] ?? "";
  if (name === "terraform" || example.includes("required_providers")) return example;
  return `terraform {\n  required_providers {\n    ${name} = {\n      source = "${source}"\n    }\n  }\n}\n\n${example}`;
}

function exampleFile(name: string): string {
  return readFileSync(join(FOLDER, "examples", `${name}.tf`), "utf8");
}

describe.each(Object.entries(PROVIDERS))("%s", (name, short) => {
  const source = short.startsWith("terraform.io/") ? short : `registry.terraform.io/${short}`;

  test("its page is made of its schemas and examples", async () => {
    const factory = (await registry.load(source)) ?? expect.unreachable();
    const schema = await factory.schema();
    const example = exampleFile(name);
    const page = join(FOLDER, `${name}.md`);
    const made = providerPage({ factory, schema, example, file: `${name}.tf`, words: WORDS });
    if (process.env.TUTTI_GOLDEN === "write") writeFileSync(page, made);
    expect(existsSync(page) && readFileSync(page, "utf8")).toBe(made);
    for (const { keyword, types } of sections(schema))
      for (const type of types.keys())
        expect(exampleOf(example, keyword, type), `an example of ${keyword} "${type}"`).toBeDefined();
    // A column without words: | `name` | type | role |  |
    expect(
      made.split("\n").filter((line) => line.endsWith("|  |") && line.startsWith("| `")),
      "no words",
    ).toEqual([]);
    const [, , called = ""] = source.split("/");
    for (const one of schema.functions?.keys() ?? [])
      expect(callOf(example, called, one), `an example of the function ${one}`).toBeDefined();
  });

  test("its examples are valid", async () => {
    const terminal = createTerminal();
    await terminal.write({ "main.tf": withSource(name, exampleFile(name)), "templates/a.txt": "${name}" });
    const ours = { product: "tutti" } as const;
    expect(await terminal.run("init -no-color", ours)).toMatchObject({ status: 0 });
    const run = await terminal.run("validate -no-color", ours);
    expect(run.err).toBe("");
    expect(run.out).toContain("The configuration is valid");
  });
});

const ofServices = ["digitalocean", "dnsimple"] as const;
test.each(ofServices)("the examples of %s are applied, leave nothing to do, and go", async (name) => {
  const terminal = createTerminal({
    DIGITALOCEAN_API_URL: "http://10.0.0.1:8001",
    DIGITALOCEAN_TOKEN: DO_TOKEN,
    DNSIMPLE_API_URL: "http://10.0.0.1:8002",
    DNSIMPLE_TOKEN,
    DNSIMPLE_ACCOUNT,
  });
  await simulateDigitalOcean(terminal.host.network, "10.0.0.1", 8001);
  await simulateDnsimple(terminal.host.network, "10.0.0.1", 8002);
  await terminal.write({ "main.tf": withSource(name, exampleFile(name)) });
  for (const line of ["init", "apply -auto-approve", "plan -detailed-exitcode", "destroy -auto-approve"])
    expect({ line, ...(await terminal.run(`${line} -no-color`)) }).toMatchObject({ line, status: 0 });
});

test.each(["resource", "data"])(
  "a %s of a type that a provider does not have is a mistake, not a fault of ours",
  async (keyword) => {
    const terminal = createTerminal();
    await terminal.write({ "main.tf": `${keyword} "random_nothing" "x" {\n  a = 1\n}\n` });
    await terminal.run("init -no-color");
    const { status, err } = await terminal.run("validate -no-color");
    expect(status).toBe(1);
    const kind = keyword === "data" ? "data source" : "resource type";
    expect(err.replaceAll(/\s+/g, " ")).toContain(
      `The provider hashicorp/random does not support ${kind} "random_nothing".`,
    );
  },
);
