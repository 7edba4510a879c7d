import { expect, test } from "vitest";
import { createFolder, lines } from "../../testkit/folder.ts";
import { checkConfig } from "./check-config.ts";
import { loadRoot } from "./load-root.ts";

test.each<readonly [string, string, readonly (string | RegExp)[]]>([
  ["nothing", "", []],
  [
    "what an expression comes to later only",
    'resource "terraform_data" "a" {\n  count = timestamp()\n}\n',
    [],
  ],
  [
    "a reference to nothing",
    'output "o" {\n  value = local.none\n}\n',
    [/^error: Reference to undeclared local value: /],
  ],
  [
    "a function that there is not",
    'output "o" {\n  value = nope()\n}\n',
    [/^error: Call to unknown function: /],
  ],
  [
    "what only the provider can tell",
    'data "terraform_remote_state" "s" {\n  backend = "nope"\n}\n',
    [/^error: Invalid backend configuration: /],
  ],
  [
    "all that is wrong",
    'resource "terraform_data" "a" {\n  nope = 1\n}\noutput "o" {\n  value = local.none\n}\n',
    [/^error: Unsupported argument: /, /^error: Reference to undeclared local value: /],
  ],
  [
    "providers that are not there, before all else",
    'resource "b_b" "a" {}\nresource "a_a" "a" {\n  nope = local.none\n}\n',
    [
      /^error: Missing required provider: .*hashicorp\/a,/,
      /^error: Missing required provider: .*hashicorp\/b,/,
    ],
  ],
])("a configuration: %s", async (_, text, wanted) => {
  const folder = await createFolder({ "main.tf": text });
  const { config } = await folder.until(loadRoot(folder.host));
  if (config === undefined) throw new Error("no configuration");
  const found = lines(await folder.until(checkConfig(folder.host, config)));
  expect(found).toEqual(wanted.map((one) => (typeof one === "string" ? one : expect.stringMatching(one))));
});

test("providers are asked, and closed after it", async () => {
  const folder = await createFolder({ "main.tf": 'resource "terraform_data" "a" {\n  input = 1\n}\n' });
  const { config } = await folder.until(loadRoot(folder.host));
  if (config === undefined) throw new Error("no configuration");
  const told: string[] = [];
  const log = {
    writes: () => true,
    write: (_level: string, message: string) => void told.push(message),
  };
  await folder.until(checkConfig({ ...folder.host, log }, config));
  expect(told).toEqual([
    "provider: started",
    "provider: validate resource asked",
    "provider: validate resource answered",
    "provider: closed",
  ]);
});
