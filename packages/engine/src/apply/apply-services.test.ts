import { startSimulatedAgent } from "@tutti/agent/testkit";
import { describe, expect, test } from "vitest";
import { EMPTY, messages, World } from "../../testkit/index.ts";

const PORT = 'address = "10.0.0.9"\n    port = 80';

function thing(size: string, services: string, lifecycle = ""): string {
  return `resource "cloud_thing" "a" {\n  name = "a-${size}"\n  size = "${size}"\n${services}\n${lifecycle}\n}\n`;
}

const service = (name: string, more = PORT) => `  service "${name}" {\n    ${more}\n  }`;

/** A world with an agent in it, and what the agent has registered. */
async function open() {
  const world = new World();
  const { call, agent } = await startSimulatedAgent(world);
  const ids = async () =>
    Object.keys((await call("agent.services")).json() as Record<string, unknown>).sort();
  return { world, agent, ids, call };
}

describe("the services of a resource", () => {
  test("enter the catalog behind what carries them, and leave before it", async () => {
    const { world, ids } = await open();
    const made = await world.run(EMPTY, thing("small", service("web")));
    const kinds = made.plan.actions.actions.flatMap(({ work }) => ("change" in work ? [work.kind] : []));
    expect(kinds).toEqual(["create", "register"]);
    const [id = ""] = await ids();
    expect(id).toMatch(/^cloud_thing-id-.*:web$/);
    const again = await world.plan(made.state, thing("small", service("web")));
    expect(again.plan.changes.map(({ action }) => action)).toEqual(["no-op"]);
    const gone = await world.run(made.state, thing("small", service("web")), { mode: "destroy" });
    expect(gone.plan.actions.actions.flatMap(({ work }) => ("change" in work ? [work.kind] : []))).toEqual([
      "deregister",
      "delete",
    ]);
    expect(await ids()).toEqual([]);
  });

  test.each([
    ["another name", service("api"), ["api"]],
    ["one more", `${service("web")}\n${service("api")}`, ["api", "web"]],
    ["none", "", []],
  ])("change in place: %s", async (_, services, wanted) => {
    const { world, ids } = await open();
    const made = await world.run(EMPTY, thing("small", service("web")));
    const changed = await world.run(made.state, thing("small", services));
    expect(changed.plan.changes.map(({ action }) => action)).toEqual(["update"]);
    expect((await ids()).map((id) => id.split(":")[1])).toEqual(wanted);
    expect(world.cloud.objects.size).toBe(1);
  });

  test("that keep their id over a replacement made first stay in the catalog", async () => {
    const { world, ids } = await open();
    const first = "  lifecycle {\n    create_before_destroy = true\n  }";
    const fixed = service("web", `id = "fixed"\n    ${PORT}`);
    const own = service("own");
    const made = await world.run(EMPTY, thing("small", `${fixed}\n${own}`, first));
    const before = await ids();
    const { state } = await world.run(made.state, thing("small", `${fixed}\n${own}`, first), {
      replace: ["cloud_thing.a"],
    });
    const after = await ids();
    expect(after).toHaveLength(2);
    expect(after).toContain("fixed");
    expect(after).not.toEqual(before);
    expect((await world.plan(state, thing("small", `${fixed}\n${own}`, first))).plan.changes[0]?.action).toBe(
      "no-op",
    );
  });

  test("without an agent nothing is made", async () => {
    const world = new World();
    const { plan } = await world.plan(EMPTY, thing("small", service("web")));
    const { diagnostics, state } = await world.apply(plan, thing("small", service("web")));
    expect(messages(diagnostics).join()).toContain("Cannot reach the agent");
    expect(world.cloud.objects.size).toBe(0);
    expect(state.resources.size).toBe(0);
  });

  test("that the agent refuses leave the object whole; the next apply registers them in place", async () => {
    const { world, ids } = await open();
    const refused = service(
      "web",
      `${PORT}\n    check {\n      args = ["true"]\n      interval = "1s"\n    }`,
    );
    const { plan } = await world.plan(EMPTY, thing("small", refused));
    const { diagnostics, state } = await world.apply(plan, thing("small", refused));
    expect(messages(diagnostics).join()).toContain("The agent refused a service");
    expect(world.cloud.objects.size).toBe(1);
    const again = await world.plan(state, thing("small", refused));
    expect(again.plan.changes.map(({ action }) => action)).toEqual(["update"]);
    const mended = await world.run(state, thing("small", service("web")));
    expect(mended.plan.changes.map(({ action }) => action)).toEqual(["update"]);
    expect(await ids()).toHaveLength(1);
    expect(world.cloud.objects.size).toBe(1);
  });

  test("that left the catalog come back, and what does not carry any is left alone", async () => {
    const { world, ids, call } = await open();
    const files = `${thing("small", `${service("web")}\n${service("api")}`)}resource "cloud_box" "box" {}\n`;
    const made = await world.run(EMPTY, files);
    const [api = ""] = await ids();
    await call("agent.service-deregister", { rest: api });
    expect(await ids()).toHaveLength(1);
    const next = await world.run(made.state, files);
    expect(next.plan.changes.map(({ action }) => action)).toEqual(["no-op", "update"]);
    expect(await ids()).toContain(api);
    expect((await world.plan(next.state, files)).plan.changes.map(({ action }) => action)).toEqual([
      "no-op",
      "no-op",
    ]);
  });

  test("cannot be looked at without an agent: one warning says so, and they are thought to be there", async () => {
    const { world, agent } = await open();
    const files = thing("small", `${service("web")}\n${service("api")}`);
    const more = files.replace('"a"', '"b"');
    const made = await world.run(EMPTY, files + more);
    await world.until(agent.stop());
    const { plan, diagnostics } = await world.plan(made.state, files + more);
    expect(plan.changes.map(({ action }) => action)).toEqual(["no-op", "no-op"]);
    expect(diagnostics.map(({ severity, summary }) => `${severity} ${summary}`)).toEqual([
      "warning Cannot reach the agent",
    ]);
    expect(diagnostics[0]?.detail).toMatch(/ Whether the services are still registered was not looked at\.$/);
  });

  test("that left the catalog by themselves keep nothing from going", async () => {
    const { world, ids, call } = await open();
    const made = await world.run(EMPTY, thing("small", service("web")));
    const [id = ""] = await ids();
    await call("agent.service-deregister", { rest: id });
    const gone = await world.run(made.state, thing("small", service("web")), {
      mode: "destroy",
      refresh: false,
    });
    expect(messages(gone.diagnostics)).toEqual([]);
    expect(gone.state.resources.size).toBe(0);
  });

  test("of an agent that is gone are told of once, however many they are", async () => {
    const { world, agent } = await open();
    const files = thing("small", `${service("web")}\n${service("api")}`);
    const made = await world.run(EMPTY, files);
    await world.until(agent.stop());
    const gone = await world.run(made.state, files, { mode: "destroy", refresh: false });
    expect(gone.diagnostics).toHaveLength(1);
  });

  test("of an agent that is gone do not keep it from going", async () => {
    const { world, agent } = await open();
    const made = await world.run(EMPTY, thing("small", service("web")));
    await world.until(agent.stop());
    const files = thing("small", service("web"));
    const gone = await world.run(made.state, files, { mode: "destroy", refresh: false });
    expect(gone.diagnostics.map(({ severity, summary }) => `${severity} ${summary}`)).toEqual([
      "warning Cannot reach the agent",
    ]);
    expect(world.cloud.objects.size).toBe(0);
    expect(gone.state.resources.size).toBe(0);
  });

  test("are there for those who refer to what carries them", async () => {
    const { world, ids } = await open();
    const seen: string[] = [];
    const files = `${thing("small", service("web"))}resource "cloud_thing" "b" {\n  name = cloud_thing.a.service["web"].id\n  size = "x"\n}\n`;
    await world.run(EMPTY, files);
    seen.push(...(await ids()));
    expect(world.cloud.listing()).toEqual(["a-small=small", `${seen[0]}=x`].sort());
  });
});
