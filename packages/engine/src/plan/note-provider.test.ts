import { expect, it } from "vitest";
import { EMPTY, type Files, type Setting, World } from "../../testkit/world.ts";

const things = (alias: string): Files => ({
  "main.tf": `
    provider "cloud" { alias = "a" }
    provider "cloud" { alias = "b" }
    resource "cloud_thing" "r" {
      count    = 2
      provider = cloud.${alias}
      name     = "r"
    }
    module "m" {
      source    = "./m"
      count     = 2
      providers = { cloud = cloud.${alias} }
    }`,
  "m/main.tf": `
    resource "cloud_thing" "s" { name = "s" }`,
});

/** The aliases that the state names, by resource. */
async function keepers(setting: Setting): Promise<Readonly<Record<string, string | undefined>>> {
  const world = new World();
  const { state } = await world.run(EMPTY, things("a"));
  const { plan } = await world.plan(state, things("b"), setting);
  const { state: after } = await world.apply(plan, things("b"), setting);
  return Object.fromEntries(
    [...after.resources].map(([address, { provider }]) => [address, provider.split(".").at(-1)]),
  );
}

const [R, M0, M1] = ["cloud_thing.r", "module.m[0].cloud_thing.s", "module.m[1].cloud_thing.s"] as const;

it.each<[what: string, setting: Setting, wanted: Readonly<Record<string, string>>]>([
  ["nothing else changes", {}, { [R]: "b", [M0]: "b", [M1]: "b" }],
  ["nothing is refreshed", { refresh: false }, { [R]: "b", [M0]: "b", [M1]: "b" }],
  ["it only refreshes", { mode: "refresh-only" }, { [R]: "b", [M0]: "b", [M1]: "b" }],
  ["one instance is the target", { targets: ["cloud_thing.r[1]"] }, { [R]: "b", [M0]: "a", [M1]: "a" }],
  ["one module is the target", { targets: ["module.m[0]"] }, { [R]: "a", [M0]: "b", [M1]: "b" }],
])("the state names the provider that the block names now where %s", async (_what, setting, wanted) => {
  expect(await keepers(setting)).toEqual(wanted);
});
