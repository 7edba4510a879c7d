/** How what was opened ends: after a failure, after Ctrl-C, after renewals; and what is told of it. */

import { createStop } from "@tutti/runtime";
import { expect, it } from "vitest";
import { REQUIRES, sortRuns, VAULT } from "../../testkit/ephemeral-calls.ts";
import { EMPTY, messages, World } from "../../testkit/world.ts";

it.each<[title: string, broken: string, calls: readonly string[], said: string]>([
  [
    "what uses it fails",
    "create fails v",
    ["open s", "close s", "|", "open s", "vault v gets secret of s", "close s"],
    "Cannot be had: create of v fails.",
  ],
  ["it does not close", "close fails s", ["open s", "close s", "|"], "Cannot be had: close of s fails."],
  ["it does not open", "open fails s", ["open s", "|"], "Cannot be had: open of s fails."],
])("where %s, that is said and nothing stays open", async (_title, broken, calls, said) => {
  const world = new World();
  const files = `${REQUIRES}ephemeral "cloud_secret" "s" { name = "s" }\n${VAULT}`;
  world.cloud.broken.add(broken);
  const { plan, diagnostics } = await world.plan(EMPTY, files);
  world.cloud.calls.push("|");
  const found = plan.errored ? diagnostics : (await world.apply(plan, files)).diagnostics;
  expect(messages(found)).toEqual([said]);
  expect(world.cloud.calls).toEqual(calls);
});

it("is closed after Ctrl-C too", async () => {
  const world = new World();
  const stop = createStop();
  const files = `${REQUIRES}
ephemeral "cloud_secret" "s" { name = "s" }
resource "cloud_vault" "v" {
  name      = "v"
  secret_wo = ephemeral.cloud_secret.s.value
  provisioner "local-exec" { command = "stop" }
}
resource "cloud_vault" "w" {
  name       = "w"
  secret_wo  = ephemeral.cloud_secret.s.value
  depends_on = [cloud_vault.v]
}
`;
  const { plan } = await world.plan(EMPTY, files);
  const { diagnostics } = await world.apply(plan, files, {
    signal: stop.signal,
    provision: () => {
      stop.abort();
      return 0;
    },
  });
  expect(messages(diagnostics).join()).toContain("nothing new was started");
  expect(world.cloud.calls.slice(2)).toEqual(["open s", "vault v gets secret of s", "close s"]);
});

it("is renewed while it is in use, and not after", async () => {
  const world = new World();
  const files = `${REQUIRES}
ephemeral "cloud_secret" "s" {
  name    = "s"
  seconds = 0
}
${VAULT}`;
  await world.run(EMPTY, files);
  expect(world.cloud.calls.filter((call) => call === "renew s").length).toBeGreaterThan(0);
  expect(world.cloud.calls.at(-1)).toBe("close s");
});

it("tells what it does as events", async () => {
  const world = new World();
  const files = `${REQUIRES}
resource "cloud_thing" "t" { name = "t" }
ephemeral "cloud_secret" "later" { name = cloud_thing.t.id }
ephemeral "cloud_secret" "s" { name = "s" }
`;
  const { events, plan } = await world.plan(EMPTY, files);
  const told = (kind: string): readonly string[] =>
    events.flatMap((event) =>
      event.kind === kind && "address" in event
        ? [`${event.address.name} ${"action" in event ? event.action : ""}`]
        : [],
    );
  expect(told("ephemeral-start")).toEqual(["s open", "s close"]);
  expect(told("ephemeral-complete")).toEqual(["s open", "s close"]);
  expect(told("ephemeral-deferred")).toEqual(["later "]);
  expect(plan.changes.map(({ address }) => address.name)).toEqual(["t"]);
});

it.each<[title: string, broken: string, renewals: "one" | "many", said: readonly string[]]>([
  ["once, where nothing more was asked for", "", "one", []],
  ["again, where that was asked for", "renew lies s", "many", []],
  ["no more after a failure, which is told", "renew fails s", "one", ["Cannot be had: renew of s fails."]],
])("is renewed %s", async (_title, broken, renewals, said) => {
  const world = new World();
  const chain = ["b", "c", "d"].map(
    (name, at) =>
      `resource "cloud_vault" "${name}" {\n  name = "${name}"\n  secret_wo = ephemeral.cloud_secret.s.value\n  depends_on = [cloud_vault.${["v", "b", "c"][at]}]\n}\n`,
  );
  const files = `${REQUIRES}
ephemeral "cloud_secret" "s" {
  name    = "s"
  seconds = 0
}
${VAULT}${chain.join("")}`;
  const { plan } = await world.plan(EMPTY, files);
  world.cloud.calls.length = 0;
  world.cloud.broken.add(broken);
  const { diagnostics } = await world.apply(plan, files);
  expect(messages(diagnostics)).toEqual(said);
  const renewed = world.cloud.calls.filter((call) => call === "renew s").length;
  expect(renewed > 1 ? "many" : "one").toBe(renewals);
  expect(renewed).toBeGreaterThan(0);
  expect(world.cloud.calls.at(-1)).toBe("close s");
});

it.each<[title: string, body: string, said: string]>([
  [
    "a condition before it is not met",
    'name = "s"\n  lifecycle {\n    precondition {\n      condition     = length(var.no) > 0\n      error_message = "There is none."\n    }\n  }',
    "Resource precondition failed: There is none.",
  ],
  ["its configuration has no value", "name = tonumber(var.no)", "Invalid function argument"],
  ["its configuration does not fit", "name = [var.no]", "Incorrect attribute value type"],
])("where %s it is not opened, and what uses it is not planned", async (_title, body, said) => {
  const world = new World();
  const files = `${REQUIRES}
variable "no" { default = "" }
ephemeral "cloud_secret" "s" {
  ${body}
}
${VAULT}`;
  const { plan, diagnostics } = await world.plan(EMPTY, files);
  expect(messages(diagnostics)).toHaveLength(1);
  expect(messages(diagnostics)[0]).toContain(said);
  expect(plan.changes).toEqual([]);
  expect(world.cloud.calls).toEqual([]);
});

it.each(["open fails a", "open fails b"])(
  "of instances of which one does not open (%s), nothing that uses the block is made",
  async (broken) => {
    const world = new World();
    const files = `${REQUIRES}
ephemeral "cloud_secret" "s" {
  for_each = toset(["a", "b"])
  name     = each.key
}
resource "cloud_vault" "v" {
  name      = "v"
  secret_wo = ephemeral.cloud_secret.s["a"].value
}`;
    const { plan } = await world.plan(EMPTY, files);
    world.cloud.calls.length = 0;
    world.cloud.broken.add(broken);
    const { diagnostics, state } = await world.apply(plan, files);
    const name = broken.at(-1);
    expect(messages(diagnostics)).toEqual([`Cannot be had: open of ${name} fails.`]);
    expect(state.resources.size).toBe(0);
    expect(sortRuns(world.cloud.calls)).toEqual(["open a", "open b", `close ${name === "a" ? "b" : "a"}`]);
  },
);

it("where a condition after it is not met, it is closed, and what uses it is not planned", async () => {
  const world = new World();
  const files = `${REQUIRES}
ephemeral "cloud_secret" "s" {
  name = "s"
  lifecycle {
    postcondition {
      condition     = self.name == "t"
      error_message = "It is another."
    }
  }
}
${VAULT}`;
  const { plan, diagnostics } = await world.plan(EMPTY, files);
  expect(messages(diagnostics)).toEqual(["Resource postcondition failed: It is another."]);
  expect(plan.changes).toEqual([]);
  expect(world.cloud.calls).toEqual(["open s", "close s"]);
});
