import { expect, it } from "vitest";
import { EMPTY, World } from "../../testkit/world.ts";

const own = (more = ""): string =>
  `terraform {\n  required_providers {\n    own = {\n      source = "hashicorp/cloud"\n${more}    }\n  }\n}\n`;
const ROOT = `${own()}provider "own" {\n  alias = "b"\n}\nprovider "own" {\n}\n`;

/** Which alias of the provider the state names for an object in the module; as Terraform 1.11.4 has it. */
it.each<[what: string, providers: string, module: string, block: string, wanted: string | undefined]>([
  ["is handed under another name", "own = own.b", own(), "", "b"],
  [
    "is handed beside an alias",
    "own.x = own, own = own.b",
    own("configuration_aliases = [own.x]\n"),
    "",
    "b",
  ],
  ["is handed an alias alone", "own.x = own.b", own("configuration_aliases = [own.x]\n"), "", undefined],
  ["is handed and asked for by its name", "own = own.b", own(), "provider = own", "b"],
  ["is handed nothing", "", own(), "", undefined],
  [
    "asks for the alias it is handed",
    "own.x = own.b",
    own("configuration_aliases = [own.x]\n"),
    "provider = own.x",
    "b",
  ],
  ["is handed by its own name", "cloud = own.b", "", "", "b"],
])("a module that %s", async (_what, providers, module, block, wanted) => {
  const { state } = await new World().run(EMPTY, {
    "main.tf": `${ROOT}module "m" {\n  source    = "./m"\n  providers = { ${providers} }\n}\n`,
    "m/main.tf": `${module}resource "cloud_thing" "r" {\n  ${block}\n  name = "r"\n}\n`,
  });
  const { provider } = state.resources.get("module.m.cloud_thing.r") ?? {};
  expect(provider).toBe(
    `provider["registry.terraform.io/hashicorp/cloud"]${wanted === undefined ? "" : `.${wanted}`}`,
  );
});
