/** What providers are configured with, as far as it is known before anything is planned. */

import { loadAllFunctions, runtimeScope } from "@tutti/functions";
import { createSimulation } from "@tutti/simulation";
import { stringValue } from "@tutti/values";
import { describe, expect, it } from "vitest";
import { valueText } from "../../testkit/described-plan.ts";
import { configOf, EMPTY, type Files, World } from "../../testkit/world.ts";
import { evaluateProviderConfigs } from "./provider-configs.ts";

const library = await loadAllFunctions();
const TEXT = 'provider["registry.terraform.io/hashicorp/cloud"]';
const USED = 'resource "cloud_thing" "a" {\n  name = "a"\n}\n';

type Case = readonly [what: string, files: Files, known: readonly string[], stored?: readonly string[]];

const CASES: readonly Case[] = [
  ["nothing uses a provider", 'provider "cloud" {\n  region = "x"\n}\n', []],
  ["one without a block", USED, [`${TEXT} {}`]],
  ["its block", `provider "cloud" {\n  region = "x"\n}\n${USED}`, [`${TEXT} {region="x"}`]],
  [
    "variables, locals and functions",
    `variable "v" {}\nvariable "d" { default = "d" }\nlocals { l = upper(var.v) }\nprovider "cloud" {\n  region = "\${local.l}\${var.d}"\n}\n${USED}`,
    [`${TEXT} {region="Vd"}`],
  ],
  [
    "a resource, of which nothing is known",
    `resource "cloud_thing" "b" {\n  name = "b"\n}\nprovider "cloud" {\n  alias = "late"\n  region = cloud_thing.b.id\n}\nresource "cloud_thing" "a" {\n  provider = cloud.late\n  name = "a"\n}\n`,
    [`${TEXT} {}`],
  ],
  ["what cannot be worked out", `provider "cloud" {\n  region = tostring([])\n}\n${USED}`, []],
  ["an argument that does not exist", `provider "cloud" {\n  none = 1\n}\n${USED}`, []],
  ["a circle", `locals {\n  a = local.b\n  b = local.a\n}\n${USED}`, []],
  [
    "an output, a check and a module beside it",
    {
      "main.tf": `variable "v" {}\nmodule "m" {\n  source = "./m"\n  count = 1\n}\noutput "o" { value = 1 }\ncheck "c" {\n  assert {\n    condition = var.v == "v"\n    error_message = "No."\n  }\n}\n`,
      "m/main.tf": `variable "v" { default = "in" }\nresource "cloud_thing" "a" {\n  name = "a"\n}\n`,
    },
    [`${TEXT} {}`],
  ],
  [
    "one that only something stored asks for",
    'provider "cloud" {\n  alias = "west"\n  region = "w"\n}\n',
    [`${TEXT}.west {region="w"}`],
    [`${TEXT}.west`, `${TEXT}.gone`],
  ],
];

describe("what a provider is configured with follows from", () => {
  it.each(CASES.map(([what, ...given]) => ({ what, given })))(
    "$what",
    async ({ given: [files, known, stored = []] }) => {
      const world = new World();
      const simulation = createSimulation(1).host("10.0.0.1");
      const config = await configOf(files);
      const found = await world.until(
        evaluateProviderConfigs(
          {
            config,
            providers: world.providers,
            connectAgent: world.connectAgent,
            functions: library.table(runtimeScope(simulation, { pure: true })),
            clock: simulation.clock,
            workspace: "default",
            directory: "/",
            state: EMPTY,
            variables: new Map(
              config.root.module.variables.has("v")
                ? [["v", { value: stringValue("v"), source: { kind: "argument" } as const }]]
                : [],
            ),
            mode: "normal",
            refresh: true,
            targets: [],
            replace: [],
            timestamp: "2026-01-01T00:00:00Z",
          },
          stored,
        ),
      );
      expect([...found].map(([name, value]) => `${name} ${valueText(value)}`)).toEqual(known);
    },
  );
});
