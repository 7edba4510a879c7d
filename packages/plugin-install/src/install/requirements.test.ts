import { formatVersionConstraint, loadConfig, memorySources } from "@tutti/config";
import { expect, test } from "vitest";
import { requirementsOf } from "./requirements.ts";

const needs = (
  ...providers: readonly (readonly [name: string, source: string, version?: string])[]
): string => {
  const lines = providers.map(
    ([name, source, version]) =>
      `    ${name} = {\n      source = "${source}"\n${version === undefined ? "" : `      version = "${version}"\n`}    }\n`,
  );
  return `terraform {\n  required_providers {\n${lines.join("")}  }\n}\n`;
};

test("what all modules ask of a provider is asked together, and by whom is known", async () => {
  const reader = memorySources(
    new Map([
      [
        "main.tf",
        `${needs(["kit", "example.com/acme/kit", "~> 1.0"], ["a", "example.com/acme/a"])}module "m" {\n  source = "./m"\n}\nresource "null_resource" "a" {}\n`,
      ],
      [
        "m/main.tf",
        `${needs(["kit", "example.com/acme/kit", ">= 1.2.0"])}module "n" {\n  source = "../n"\n}\n`,
      ],
      ["n/main.tf", needs(["kit", "example.com/acme/kit"], ["z", "example.com/acme/z", "1.0.0"])],
    ]),
  );
  const { config, diagnostics } = await loadConfig(reader, { productVersion: "1.11.4", install: true });
  if (config === undefined) throw new Error("there is a configuration");
  expect(diagnostics).toEqual([]);
  expect(
    requirementsOf(config.root).map(({ source, constraint, asked }) => [
      source,
      formatVersionConstraint(constraint),
      asked.map(({ by, constraint: text }) => `${by}: ${text}`),
    ]),
  ).toEqual([
    ["example.com/acme/a", "", []],
    ["example.com/acme/kit", "~> 1.0, >= 1.2.0", ["the root module: ~> 1.0", "module.m: >= 1.2.0"]],
    ["example.com/acme/z", "1.0.0", ["module.m.module.n: 1.0.0"]],
    ["registry.terraform.io/hashicorp/null", "", []],
  ]);
});
