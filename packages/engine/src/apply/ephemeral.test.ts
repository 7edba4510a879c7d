import { expect, it } from "vitest";
import { REQUIRES, sortRuns, VAULT } from "../../testkit/ephemeral-calls.ts";
import { planFileText } from "../../testkit/plan-file-text.ts";
import { EMPTY, type Ran, type Setting, World } from "../../testkit/world.ts";

/** The calls of one plan and its apply; `|` stands between both. */
async function callsOf(text: string, setting: Setting = {}): Promise<readonly string[]> {
  const world = new World();
  const files = REQUIRES + text;
  const { plan } = await world.plan(EMPTY, files, setting);
  world.cloud.calls.push("|");
  await world.apply(plan, files, setting);
  return world.cloud.calls;
}

it.each<[title: string, text: string, calls: readonly string[]]>([
  [
    "is open while a resource takes it, in plan and in apply",
    `ephemeral "cloud_secret" "s" { name = "s" }\n${VAULT}`,
    ["open s", "close s", "|", "open s", "vault v gets secret of s", "close s"],
  ],
  [
    "is closed though nothing uses it",
    'ephemeral "cloud_secret" "s" { name = "s" }',
    ["open s", "close s", "|", "open s", "close s"],
  ],
  [
    "waits for apply where its configuration is not known",
    `resource "cloud_thing" "t" { name = "t" }
ephemeral "cloud_secret" "s" { name = cloud_thing.t.id }
${VAULT}`,
    ["|", "open id-1", "vault v gets secret of id-1", "close id-1"],
  ],
  [
    "has instances",
    `ephemeral "cloud_secret" "s" {
  for_each = toset(["a", "b"])
  name     = each.key
}
resource "cloud_vault" "v" {
  name      = "v"
  secret_wo = ephemeral.cloud_secret.s["b"].value
}`,
    [
      "open a",
      "open b",
      "close a",
      "close b",
      "|",
      "open a",
      "open b",
      "vault v gets secret of b",
      "close a",
      "close b",
    ],
  ],
])("an ephemeral block %s", async (_title, text, calls) => {
  expect(sortRuns(await callsOf(text))).toEqual(calls);
});

it("an ephemeral block stays open while what is opened with it is", async () => {
  const calls = await callsOf(`ephemeral "cloud_secret" "first" { name = "first" }
ephemeral "cloud_secret" "s" { name = "by \${ephemeral.cloud_secret.first.name}" }
${VAULT}`);
  expect(calls).toEqual([
    "open first",
    "open by first",
    "close by first",
    "close first",
    "|",
    "open first",
    "open by first",
    "vault v gets secret of by first",
    "close by first",
    "close first",
  ]);
});

it("reaches providers, locals, modules and destroys, and nothing that is kept", async () => {
  const files = {
    "main.tf": `${REQUIRES}
ephemeral "cloud_secret" "s" { name = "s" }
locals { token = "t-\${ephemeral.cloud_secret.s.value}" }
provider "cloud" {
  alias = "b"
  token = module.m.out
}
module "m" {
  source = "./m"
  given  = local.token
}
resource "cloud_vault" "v" {
  provider          = cloud.b
  name              = "v"
  secret_wo         = module.m.out
  secret_wo_version = 1
  part {
    name   = "p"
    key_wo = ephemeral.cloud_secret.s.hidden
  }
}
output "kept" { value = ephemeralasnull(ephemeral.cloud_secret.s) }
`,
    "m/main.tf": `variable "given" { ephemeral = true }
output "out" {
  value     = var.given
  ephemeral = true
}
`,
  };
  const world = new World();
  const first = await world.run(EMPTY, files);
  expect(first.diagnostics).toEqual([]);
  expect(world.cloud.configured.filter((one) => one.includes("secret"))).toEqual([
    "- t-secret of s",
    "- t-secret of s",
  ]);
  expect(world.cloud.calls).toContain("vault v gets t-secret of s");
  const again = await world.plan(first.state, files);
  expect(again.plan.changes.map(({ action }) => action)).toEqual(["no-op"]);
  for (const text of [planFileText(first.plan), planFileText(again.plan), stateText(first)])
    expect(text).not.toMatch(/secret of|hidden of/);
  world.cloud.calls.length = 0;
  const gone = await world.run(first.state, files, { mode: "destroy" });
  expect(gone.state.resources.size).toBe(0);
  // Looked at by an ordinary plan, planned, applied.
  const opened = ["open s", "close s", "open s", "close s", "open s"];
  expect(world.cloud.calls).toEqual([...opened, "vault v goes", "close s"]);
});

function stateText({ state }: Ran): string {
  return JSON.stringify([...state.resources.values()].flatMap(({ instances }) => [...instances.values()]));
}
