import { startSimulatedAgent } from "@tutti/agent/testkit";
import { describe, expect, it } from "vitest";
import { actionsOf, EMPTY, messages, type Ran, type Setting, World } from "../../testkit/index.ts";
import type { RolloutHandle } from "../rollout/rollout-runner.ts";

const FAST = 'min_healthy_time = "2s"\n      healthy_deadline = "20s"\n      drain = "3s"';

interface Shape {
  readonly count?: number;
  readonly status?: string;
  readonly rollout?: string;
  readonly size?: string;
}

function things(
  version: string,
  { count = 3, status = "passing", rollout = "", size = "small" }: Shape = {},
) {
  return `resource "cloud_thing" "web" {
  count = ${count}
  name  = "${version}-\${count.index}"
  size  = "${size}"
  service "web" {
    address = "10.0.0.9"
    port    = 80
    check {
      ttl    = "1h"
      status = "${status}"
    }
  }
  lifecycle {
    rollout {
      ${FAST}
      ${rollout}
    }
  }
}
`;
}

/** A world with an agent, and how many objects stood at the least and at the most while it was changed. */
async function open() {
  const world = new World();
  const { call, agent } = await startSimulatedAgent(world);
  let stood: number[] = [];
  const setting: Setting = {
    journalled: async () => {
      stood.push(world.cloud.objects.size);
    },
  };
  return {
    world,
    call,
    agent,
    setting,
    bounds: () => {
      const found = [Math.min(...stood), Math.max(...stood)] as const;
      stood = [];
      return found;
    },
  };
}

/** What was done to objects, and what was told of the rollout, in order. */
function story({ events }: Ran): readonly string[] {
  return events.flatMap((event) => {
    if (event.kind === "apply-complete") return [`${event.action} ${event.address.key}`];
    if (event.kind !== "rollout-progress") return [];
    return [
      `[${event.done} of ${event.of}] ${event.status}${event.waitsFor === undefined ? "" : ` ${event.waitsFor}`}`,
    ];
  });
}

describe("a rollout within an apply", () => {
  it("makes one beside the others, waits until it is well, and lets the old one go", async () => {
    const { world, setting, bounds } = await open();
    const made = await world.run(EMPTY, things("v1"), setting);
    bounds();
    const changed = await world.run(made.state, things("v2"), setting);
    expect(actionsOf(changed)).toEqual([0, 1, 2].map((at) => `cloud_thing.web[${at}] create-then-delete`));
    expect(story(changed).filter((line) => !line.startsWith("["))).toEqual([
      "create 0",
      "delete 0",
      "create 1",
      "delete 1",
      "create 2",
      "delete 2",
    ]);
    expect(story(changed).at(-1)).toBe("[3 of 3] done");
    expect(bounds()).toEqual([3, 4]);
    expect(world.cloud.listing()).toEqual(["v2-0=small", "v2-1=small", "v2-2=small"]);
    expect(actionsOf(await world.plan(changed.state, things("v2")))).toEqual(
      [0, 1, 2].map((at) => `cloud_thing.web[${at}] no-op`),
    );
  });

  it("tells how many objects are how far", async () => {
    const { world, setting } = await open();
    const made = await world.run(EMPTY, things("v1", { count: 2 }), setting);
    const changed = await world.run(made.state, things("v2", { count: 2 }), setting);
    const told = changed.events.flatMap((event) =>
      event.kind === "rollout-objects"
        ? [[event.old, event.going, event.coming, event.proving, event.well, event.unwell].join(" ")]
        : [],
    );
    expect(told).toEqual([
      "2 0 0 0 0 0",
      "2 0 1 0 0 0",
      "2 0 0 1 0 0",
      "2 0 0 0 1 0",
      "1 1 0 0 1 0",
      "1 0 1 0 1 0",
      "1 0 0 1 1 0",
      "1 0 0 0 2 0",
      "0 1 0 0 2 0",
      "0 0 0 0 2 0",
    ]);
  });

  // Of two that may be missing, one is made again before the other has ended.
  it.each<readonly [string, readonly [number, number]]>([
    ["max_surge = 2", [3, 5]],
    ['max_surge = "100%"', [3, 6]],
    ["max_surge = 0\n      max_unavailable = 1", [2, 3]],
    ["max_surge = 0\n      max_unavailable = 2", [2, 3]],
    ['strategy = "blue_green"', [3, 6]],
    ['strategy = "canary"\n      canary {\n        count = 2\n        after = "1s"\n      }', [3, 5]],
  ])("%s: never fewer nor more than %j", async (rollout, wanted) => {
    const { world, setting, bounds } = await open();
    const made = await world.run(EMPTY, things("v1", { rollout }), setting);
    bounds();
    const changed = await world.run(made.state, things("v2", { rollout }), setting);
    expect(bounds()).toEqual(wanted);
    expect(story(changed).at(-1)).toBe("[3 of 3] done");
  });

  describe("with blue_green", () => {
    const rollout = 'strategy = "blue_green"';
    /** The releases of the instances that whoever looks the service up is led to. */
    async function served({ world, call }: Awaited<ReturnType<typeof open>>): Promise<readonly string[]> {
      const found = await call("health.service", { rest: "web", query: { passing: "" } });
      const rows = found.json() as readonly { readonly Service: { readonly ID: string } }[];
      const releases = rows.map(({ Service }) => {
        const object = [...world.cloud.objects].find(
          ([id]) => Service.ID.includes(`${id}-`) || Service.ID.includes(`${id}:`),
        );
        return object?.[1]["name"]?.slice(0, 2) ?? "gone";
      });
      return releases.sort();
    }

    it("leads nobody to a new object before all of them are well", async () => {
      const opened = await open();
      const { world, call } = opened;
      const made = await world.run(EMPTY, things("v1", { rollout }));
      const seen: string[] = [];
      const journalled = async (): Promise<void> => {
        const now = [...new Set(await served(opened))].join("+");
        if (seen.at(-1) !== now) seen.push(now);
      };
      const changed = await world.run(made.state, things("v2", { rollout, count: 4 }), {
        journalled,
      });
      expect(messages(changed.diagnostics)).toEqual([]);
      expect(seen).toEqual(["v1", "v2"]);
      const checks = Object.keys((await call("agent.checks")).json() as object);
      expect(checks.filter((id) => id.startsWith("_rollout"))).toEqual([]);
    });

    it("registers what a killed apply made and did not register beside its old one, never in its place", async () => {
      const { world, call } = await open();
      const made = await world.run(EMPTY, things("v1", { rollout }));
      const ids = async (): Promise<readonly string[]> =>
        Object.keys((await call("agent.services")).json() as object);
      const old = await ids();
      const files = things("v2", { rollout, status: "critical" });
      const cut = await world.run(made.state, files);
      const fresh = (await ids()).filter((id) => !old.includes(id));
      expect(fresh).toHaveLength(3);
      for (const id of fresh) await call("agent.service-deregister", { rest: id });
      await world.run(cut.state, files);
      const again = (await ids()).filter((id) => !old.includes(id));
      expect(again.length).toBeGreaterThan(0);
      for (const id of again) expect(id).toMatch(/-[^-:]{8}:web$/);
      expect(await ids()).toEqual(expect.arrayContaining([...old]));
    });

    it("shows what a killed apply hid, whatever the block says by then", async () => {
      const opened = await open();
      const { world, call } = opened;
      const withoutRollout = (files: string): string =>
        files.replace(/rollout \{[\s\S]*?\n {4}\}/, "create_before_destroy = true");
      const shapes: readonly (readonly [string, (files: string) => string])[] = [
        [rollout, String],
        ["", String],
        ["", withoutRollout],
      ];
      for (const [next, shape] of shapes) {
        const made = await world.run(EMPTY, things("v1", { rollout }));
        const { plan } = await world.plan(
          made.state,
          things("v2", { rollout, count: 4, status: "critical" }),
        );
        const { state } = await world.apply(plan, things("v2", { rollout, count: 4, status: "critical" }));
        const checks = (await call("agent.checks")).json() as Record<string, { readonly Status: string }>;
        const hidden = Object.keys(checks).filter((id) => id.startsWith("_rollout"));
        expect(hidden.length).toBeGreaterThan(0);
        for (const id of Object.keys(checks))
          if (!id.startsWith("_rollout")) await call("agent.check-pass", { rest: id });
        expect(await served(opened)).toEqual(["v1", "v1", "v1"]);
        const files = shape(things("v2", { rollout: next, count: 4, status: "critical" }));
        // No service is taken away: what goes is made up for by what is shown before.
        const again = await world.run(state, files, { health: { allowOutages: [] } });
        expect(messages(again.diagnostics)).toEqual([]);
        expect(await served(opened)).toEqual(["v2", "v2", "v2", "v2"]);
        const left = Object.keys((await call("agent.checks")).json() as object);
        expect(left.filter((id) => id.startsWith("_rollout"))).toEqual([]);
        expect(world.cloud.listing().join(" ")).not.toContain("v1");
        await world.run(again.state, things("v2", { count: 0, rollout }));
      }
    });
  });

  it("stops at the first that is not well, and touches no other", async () => {
    const { world, setting } = await open();
    const made = await world.run(EMPTY, things("v1"), setting);
    const { plan } = await world.plan(made.state, things("v2", { status: "critical" }));
    const ran = await world.apply(plan, things("v2", { status: "critical" }));
    expect(messages(ran.diagnostics)).toEqual([
      `Rollout stopped: The rollout of cloud_thing.web stopped when 0 of 3 were done: cloud_thing.web[0] was not well within 20s (healthy_deadline): Service 'web' check: critical. It goes back to what was before (on_failure = rollback).`,
    ]);
    expect(world.cloud.listing()).toEqual(["v1-0=small", "v1-1=small", "v1-2=small", "v2-0=small"]);
    expect(ran.stopped.map(({ name }) => name)).toEqual(["cloud_thing.web"]);
  });

  it("goes on where it was cut short: what stands beside its old one proves itself first", async () => {
    const { world, setting, call } = await open();
    const made = await world.run(EMPTY, things("v1"), setting);
    const bad = things("v2", { status: "critical", rollout: 'on_failure = "pause"' });
    const { plan } = await world.plan(made.state, bad);
    const { state } = await world.apply(plan, bad);
    // Somebody mends it.
    const services = (await call("agent.services")).json() as Record<string, { ID: string }>;
    const next = [...world.cloud.objects].find(([, { name }]) => name === "v2-0")?.[0] ?? "";
    const id = Object.keys(services).find((one) => one.includes(`${next}-`)) ?? "";
    await call("agent.check-pass", { rest: `service:${id}` });
    const again = await world.plan(state, bad);
    const members = again.plan.rollouts?.[0]?.members ?? [];
    expect(members.map(({ act, made }) => `${act} ${made}`)).toEqual([
      "replace true",
      "replace false",
      "replace false",
    ]);
    await world.apply(again.plan, bad);
    expect(world.cloud.listing()).toEqual(["v1-1=small", "v1-2=small", "v2-0=small", "v2-1=small"]);
  });

  it("keeps an old one for as long as what stands beside it is changed", async () => {
    const { world, call, setting, bounds } = await open();
    const made = await world.run(EMPTY, things("v1", { count: 1 }), setting);
    const bad = things("v2", { count: 1, status: "critical", rollout: 'on_failure = "pause"' });
    const { plan } = await world.plan(made.state, bad);
    const { state } = await world.apply(plan, bad);
    bounds();
    const mended = things("v2", { count: 1, size: "large" });
    const again = await world.plan(state, mended);
    expect(again.plan.rollouts?.[0]?.members.map(({ act, behind }) => `${act} ${behind}`)).toEqual([
      "update undefined",
      "delete 0",
    ]);
    // A check keeps its status when it is registered again: only what it finds makes it well.
    const checks = (await call("agent.checks")).json() as Record<string, { readonly Status: string }>;
    const unwell = Object.keys(checks).filter((id) => checks[id]?.Status === "critical");
    expect(unwell).toHaveLength(1);
    for (const id of unwell) await call("agent.check-pass", { rest: id });
    const ran = await world.apply(again.plan, mended, setting);
    expect(messages(ran.diagnostics)).toEqual([]);
    expect(world.cloud.listing()).toEqual(["v2-0=large"]);
  });

  it("follows the number that is wanted", async () => {
    const { world, setting, bounds } = await open();
    const made = await world.run(EMPTY, things("v1"), setting);
    const more = await world.run(made.state, things("v2", { count: 5 }), setting);
    bounds();
    const fewer = await world.run(more.state, things("v3", { count: 2 }), setting);
    expect(bounds()[0]).toBeGreaterThanOrEqual(2);
    expect(world.cloud.listing()).toEqual(["v3-0=small", "v3-1=small"]);
    const gone = await world.run(fewer.state, things("v3", { count: 0 }), setting);
    expect(gone.state.resources.size).toBe(0);
  });

  it("changes in place one after the other", async () => {
    const { world, setting } = await open();
    const made = await world.run(EMPTY, things("v1"), setting);
    const ran = await world.run(made.state, things("v1", { size: "large" }), setting);
    expect(actionsOf(ran)).toEqual([0, 1, 2].map((at) => `cloud_thing.web[${at}] update`));
    expect(story(ran)).toEqual([
      "[0 of 3] running",
      "update 0",
      "[1 of 3] running",
      "update 1",
      "[2 of 3] running",
      "update 2",
      "[3 of 3] done",
    ]);
  });

  it("leaves registrations that come back to themselves", async () => {
    const { world, setting, call } = await open();
    const made = await world.run(EMPTY, things("v1"), setting);
    const services = (await call("agent.services")).json() as Record<string, unknown>;
    for (const id of Object.keys(services)) await call("agent.service-deregister", { rest: id });
    const ran = await world.run(made.state, things("v1"), setting);
    expect(ran.plan.rollouts).toBe(undefined);
    expect(actionsOf(ran)).toEqual([0, 1, 2].map((at) => `cloud_thing.web[${at}] update`));
    expect(Object.keys((await call("agent.services")).json() as object)).toHaveLength(3);
  });

  it("waits for a person where it is to be so", async () => {
    const { world, setting } = await open();
    const rollout = 'strategy = "canary"\n      canary {\n        promote = "manual"\n      }';
    const made = await world.run(EMPTY, things("v1", { rollout }), setting);
    const { plan } = await world.plan(made.state, things("v2", { rollout }));
    const seen: string[] = [];
    const onRollout = (handle: RolloutHandle): void =>
      handle.onChange(() => {
        if (!handle.awaitsPromotion) return;
        seen.push(world.cloud.listing().join(" "));
        queueMicrotask(() => handle.promote());
      });
    const ran = await world.apply(plan, things("v2", { rollout }), { onRollout });
    expect(seen[0]).toBe("v1-0=small v1-1=small v1-2=small v2-0=small");
    expect(messages(ran.diagnostics)).toEqual([]);
    expect(world.cloud.listing()).toEqual(["v2-0=small", "v2-1=small", "v2-2=small"]);
  });

  it.each([
    [
      "an object without a service",
      'resource "cloud_thing" "web" {\n  name = "a"\n  lifecycle {\n    rollout {}\n  }\n}\n',
      "Rollout cannot be kept: cloud_thing.web carries no service, so nobody could tell whether it is well. Give it a service block with a check, or take the rollout block away.",
    ],
    [
      "provisioners, with going back",
      things("v1").replace(
        "  lifecycle {",
        '  provisioner "local-exec" {\n    command = "true"\n  }\n  lifecycle {',
      ),
      'Rollout cannot be kept: cloud_thing.web[0] has provisioners, and what they do cannot be undone by going back. Say on_failure = "pause", or take the provisioners away.',
    ],
    [
      "a group of two minds",
      `${things("v1", { rollout: 'group = "g"' })}${things("v1", { rollout: 'group = "g"\n      max_surge = 2' }).replace('"web" {', '"api" {')}`,
      'Rollout cannot be kept: cloud_thing.api and cloud_thing.web are of the group "g" and say different things of it. Limits that count together must be the same: write the same rollout block in both.',
    ],
  ])("is refused in the plan: %s", async (_, files, why) => {
    const { world } = await open();
    const { plan, diagnostics } = await world.plan(EMPTY, files);
    expect(messages(diagnostics)[0]).toBe(why);
    expect(plan.errored).toBe(true);
  });
});

describe("what depends on objects that are rolled out", () => {
  const BESIDE = "max_surge = 1";
  const IN_PLACE = "max_surge = 0\n      max_unavailable = 1";
  /** Something that is replaced with them, in Terraform's order or new first. */
  const follower = (lifecycle: string): string =>
    `resource "cloud_thing" "list" {\n  name = join("+", cloud_thing.web[*].name)\n${lifecycle}}\n`;
  const first = "  lifecycle {\n    create_before_destroy = true\n  }\n";
  /** Of the same group, and made when all of the others are. */
  const behind = (version: string, rollout: string): string =>
    things(version, { count: 2, rollout })
      .replace('"cloud_thing" "web"', '"cloud_thing" "api"')
      .replace("  size ", "  depends_on = [cloud_thing.web]\n  size ")
      .replace(`"${version}-`, `"api-${version}-`);

  it.each([BESIDE, IN_PLACE])("stands on what goes behind all of it: %s", async (rollout) => {
    const { world } = await open();
    const files = (version: string): string =>
      `resource "cloud_thing" "base" {\n  name = "base-${version}"\n}\n${things(version, { rollout }).replace("  size ", "  depends_on = [cloud_thing.base]\n  size ")}`;
    const made = await world.run(EMPTY, files("v1"));
    const changed = await world.run(made.state, files("v2"));
    const done = changed.events.flatMap((event) =>
      event.kind === "apply-complete" ? [`${event.action} ${event.address.name}`] : [],
    );
    expect([done[0], done.at(-1)]).toEqual(["create base", "delete base"]);
    expect(done).toHaveLength(8);
  });

  it.each([
    ["old first, a follower", IN_PLACE, () => follower("")],
    ["beside, a follower", BESIDE, () => follower("")],
    ["beside, a follower that is made first", BESIDE, () => follower(first)],
    ["beside, others of the group", 'group = "all"', (version: string) => behind(version, 'group = "all"')],
    [
      "old first, others of the group",
      `${IN_PLACE}\n      group = "all"`,
      (version: string) => behind(version, `${IN_PLACE}\n      group = "all"`),
    ],
  ])("keeps none of them: %s", async (_, rollout, more) => {
    const { world, setting, bounds } = await open();
    const files = (version: string): string => things(version, { rollout }) + more(version);
    const made = await world.run(EMPTY, files("v1"), setting);
    bounds();
    const changed = await world.run(made.state, files("v2"), setting);
    expect(messages(changed.diagnostics)).toEqual([]);
    const names = world.cloud.listing().join(" ");
    expect(names).not.toContain("v1");
    expect(world.cloud.objects.size).toBe(made.state.resources.size === 2 && names.includes("api") ? 5 : 4);
    expect(
      story(changed)
        .filter((line) => line.startsWith("["))
        .at(-1),
    ).toMatch(/done$/);
  });
});

it("is refused in the plan where a service keeps its id over two objects", async () => {
  const { world } = await open();
  const fixed = (version: string): string =>
    things(version, { count: 1 }).replace('service "web" {', 'service "web" {\n    id = "fixed"');
  const { state } = await world.run(EMPTY, fixed("v1"));
  const { diagnostics } = await world.plan(state, fixed("v2"));
  expect(messages(diagnostics)).toEqual([
    'Rollout cannot be kept: cloud_thing.web[0] gives its service the id "fixed", which its successor would take over while both stand. Leave the id out, or let max_surge be 0.',
  ]);
});

it.each(["", 'strategy = "blue_green"'])(
  "goes on from wherever it was cut short, and leaves nothing beside what is wanted: %s",
  async (rollout) => {
    const { world, setting, call } = await open();
    let { state } = await world.run(EMPTY, things("v0", { rollout }), setting);
    let version = 0;
    let whole = false;
    for (let cut = 1; !whole; cut++) {
      const from = version++;
      const files = things(`v${version}`, { rollout });
      const { plan } = await world.plan(state, files);
      let records = 0;
      const short = await world.apply(plan, files, { refuses: () => ++records >= cut });
      whole = records < cut;
      const rest = await world.run(short.state, files, setting);
      expect(world.cloud.listing(), `cut at record ${cut} of ${from} to ${version}`).toEqual(
        [0, 1, 2].map((at) => `v${version}-${at}=small`),
      );
      const passing = (await call("health.service", { rest: "web", query: { passing: "" } })).json();
      expect(passing, `cut at record ${cut} of ${from} to ${version}`).toHaveLength(3);
      state = rest.state;
    }
    expect(version).toBeGreaterThan(12);
  },
);

describe("an object without a rollout", () => {
  const alone = (status: string, more = ""): string =>
    things("v1", { count: 1, status })
      .replace(/ {2}lifecycle[\s\S]*\n {2}\}\n\}\n/, "}\n")
      .replace('service "web" {', `service "web" {\n    ${more}`);

  it("counts as made when its checks pass", async () => {
    const { world } = await open();
    const { diagnostics } = await world.run(EMPTY, alone("passing"));
    expect(messages(diagnostics)).toEqual([]);
  });

  it("is a failure where they do not, and stays", async () => {
    const { world } = await open();
    const { plan } = await world.plan(EMPTY, alone("critical"));
    const { diagnostics, state } = await world.apply(plan, alone("critical"));
    expect(messages(diagnostics)).toEqual([
      `Service is not healthy: cloud_thing.web[0] was made, and its checks did not pass within 2m0s: Service 'web' check: critical. What depends on it was left. The object stays: mend it and apply again, or say wait_for_healthy = false in its service block.`,
    ]);
    expect(state.resources.size).toBe(1);
  });

  it("is not waited for where its service says so", async () => {
    const { world } = await open();
    const { diagnostics } = await world.run(EMPTY, alone("critical", "wait_for_healthy = false"));
    expect(messages(diagnostics)).toEqual([]);
  });
});
