import { expect, it } from "vitest";
import { planFileText } from "../../testkit/plan-file-text.ts";
import { actionsOf, EMPTY, messages, World } from "../../testkit/world.ts";

const vault = (secret: string, version: number, more = ""): string => `terraform {
  required_providers {
    cloud = { source = "hashicorp/cloud" }
  }
}
resource "cloud_vault" "v" {
  name              = "v"
  secret_wo         = ${secret}
  secret_wo_version = ${version}
  part { key_wo = ${secret} }
  ${more}
}
output "seen" { value = cloud_vault.v.secret_wo == null ? "null" : "something" }
`;

it("a write-only argument reaches the provider, and stands in no plan and no state", async () => {
  const world = new World();
  const first = await world.plan(EMPTY, vault('"hunter-one"', 1));
  expect(planFileText(first.plan)).toContain("cloud_vault");
  expect(planFileText(first.plan)).not.toContain("hunter");
  const { state, diagnostics } = await world.apply(first.plan, vault('"hunter-one"', 1));
  expect(diagnostics).toEqual([]);
  expect(world.cloud.calls).toEqual(["vault v gets hunter-one"]);
  const [stored] = [...state.resources.values()].flatMap(({ instances }) => [...instances.values()]);
  expect(JSON.parse(stored?.current?.attributesJson ?? "")).toEqual({
    id: "v",
    name: "v",
    secret_wo: null,
    secret_wo_version: 1,
    part: [{ key_wo: null, name: null }],
  });
  expect(stored?.current?.sensitivePaths).toEqual([]);
  expect(state.outputs.get("seen")?.value.asString).toBe("null");
});

it.each<[title: string, secret: string, version: number, action: string]>([
  ["another value alone", '"hunter-two"', 1, "no-op"],
  ["another version", '"hunter-two"', 2, "update"],
  ["no value", "null", 1, "no-op"],
])("%s plans: %s %s %s", async (_title, secret, version, action) => {
  const world = new World();
  const { state } = await world.run(EMPTY, vault('"hunter-one"', 1));
  const next = await world.plan(state, vault(secret, version));
  expect(actionsOf(next)).toEqual([`cloud_vault.v ${action}`]);
  world.cloud.calls.length = 0;
  await world.apply(next.plan, vault(secret, version));
  expect(world.cloud.calls).toEqual(action === "update" ? ["vault v gets hunter-two anew"] : []);
});

const LEAKS = (summary: string, when: string): string =>
  `${summary}: Provider "provider[\\"registry.terraform.io/hashicorp/cloud\\"]" returned a value for the write-only attribute "cloud_vault.v.secret_wo" ${when}. Write-only attributes cannot be read back from the provider. This is a bug in the provider, which should be reported in the provider's own issue tracker.`;

it("what a provider gives back of it after apply is told, and not kept", async () => {
  const world = new World();
  world.cloud.broken.add("create lies v");
  const { state, diagnostics } = await world.run(EMPTY, vault('"hunter-one"', 1));
  expect(messages(diagnostics)).toEqual([LEAKS("Provider produced invalid object", "after apply")]);
  const kept = JSON.stringify([...state.resources.values()].map(({ instances }) => [...instances.values()]));
  expect(kept).toContain("tainted");
  expect(kept).not.toContain("leaked");
});

it("what a provider reads back of it is told", async () => {
  const world = new World();
  const { state } = await world.run(EMPTY, vault('"hunter-one"', 1));
  world.cloud.broken.add("read lies v");
  const { diagnostics } = await world.plan(state, vault('"hunter-one"', 1));
  expect(messages(diagnostics)).toEqual([LEAKS("Provider produced invalid object", "during refresh")]);
});

it("what a provider imports of it is told", async () => {
  const world = new World();
  world.cloud.broken.add("import lies v");
  const files = `${vault('"hunter-one"', 1)}import {\n  to = cloud_vault.v\n  id = "v"\n}\n`;
  const { diagnostics } = await world.plan(EMPTY, files);
  expect(messages(diagnostics)).toEqual([LEAKS("Provider produced invalid object", "during import")]);
});
