import { startSimulatedAgent } from "@tutti/agent/testkit";
import { describe, expect, it, test } from "vitest";
import { EMPTY, messages, type Setting, World } from "../../testkit/index.ts";
import type { Plan, PlannedService } from "../plan.ts";

const LOOK: Setting = { health: { allowOutages: [] } };

interface Shape {
  readonly count?: number;
  readonly name?: string;
  /** By instance. */
  readonly status?: readonly string[];
  readonly service?: string;
  readonly inService?: string;
  readonly lifecycle?: string;
  readonly size?: string;
  readonly more?: string;
}

function web(shape: Shape = {}): string {
  const { count = 2, name = "v1", status = [], service = "web", inService = "", lifecycle = "" } = shape;
  const { size = "small", more = "" } = shape;
  const statuses = Array.from({ length: Math.max(count, 1) }, (_, at) => `"${status[at] ?? "passing"}"`);
  const block = `  service "${service}" {
    address = "10.0.0.9"
    port    = 80
    ${inService}
    wait_for_healthy = false
    check {
      ttl    = "1h"
      status = [${statuses.join(", ")}][count.index]
    }
  }`;
  return `resource "cloud_thing" "web" {
  count = ${count}
  name  = "${name}-\${count.index}"
  size  = "${size}"
${service === "" ? "" : block}
  lifecycle {
    ${lifecycle}
  }
}
resource "cloud_thing" "user" {
  name = "user"
  size = length(cloud_thing.web[*].id) > 9 ? "large" : "small"
}
resource "cloud_thing" "stranger" {
  name = "stranger"
}
${more}`;
}

const ROLLOUT = 'rollout {\n      min_healthy_time = "1s"\n    }';
const IN_PLACE = "rollout {\n      max_surge = 0\n      max_unavailable = 1\n    }";

/** What a plan from the one to the other says of services, in a line each, and what it refuses. */
async function planned(from: string, to: string, setting: Setting = LOOK, before?: Before) {
  const world = new World();
  const { call } = await startSimulatedAgent(world);
  const made = await world.run(EMPTY, from);
  await before?.(call);
  const { plan, diagnostics } = await world.plan(made.state, to, setting);
  const refused = messages(diagnostics).filter((text) => text.startsWith("A service would be"));
  return { plan, services: (plan.services ?? []).map((one) => line(plan, one)), refused };
}

type Before = (call: Awaited<ReturnType<typeof startSimulatedAgent>>["call"]) => Promise<unknown>;

function line(plan: Plan, service: PlannedService): string {
  const { standing, leaving, returning, callers, dependents, minHealthy, allowed } = service;
  const keys = (places: readonly number[]) => places.map((place) => plan.changes[place]?.address.key).join();
  const seen = standing && `${standing.passing}/${standing.warning}/${standing.critical}`;
  const parts = [
    `${service.name} ${seen ?? "unseen"}`,
    leaving.length > 0 ? `leaving ${keys(leaving)}` : "",
    returning.length > 0 ? `returning ${keys(returning)}` : "",
    callers.length > 0 ? `callers ${callers.join()}` : "",
    dependents.length > 0 ? `dependents ${dependents.join()}` : "",
    minHealthy === 1 ? "" : `least ${minHealthy}`,
    allowed ? "allowed" : "",
  ];
  return parts.filter((part) => part !== "").join(", ");
}

const OF_USER = "dependents cloud_thing.user";

describe("what of a service goes", () => {
  it.each<[string, string, string, readonly string[], boolean]>([
    ["nothing, where nothing changes", web(), web(), ["web 2/0/0"], false],
    ["nothing, where it is changed in place", web(), web({ size: "large" }), ["web 2/0/0"], false],
    ["nothing, where more come", web(), web({ count: 3 }), ["web 2/0/0"], false],
    [
      "what is made anew, until it is there again",
      web(),
      web({ name: "v2" }),
      [`web 2/0/0, returning 0,1, ${OF_USER}`],
      true,
    ],
    [
      "nothing of what is made first",
      web(),
      web({ name: "v2", lifecycle: "create_before_destroy = true" }),
      ["web 2/0/0"],
      false,
    ],
    [
      "nothing of what a rollout makes anew",
      web({ lifecycle: ROLLOUT }),
      web({ name: "v2", lifecycle: ROLLOUT }),
      ["web 2/0/0"],
      false,
    ],
    [
      "nor of what one makes anew in its place",
      web({ lifecycle: IN_PLACE }),
      web({ name: "v2", lifecycle: IN_PLACE }),
      ["web 2/0/0"],
      false,
    ],
    [
      "what a rollout takes for good",
      web({ count: 3, lifecycle: ROLLOUT }),
      web({ count: 1, name: "v2", lifecycle: ROLLOUT }),
      [`web 3/0/0, leaving 1,2, ${OF_USER}`],
      false,
    ],
    ["what is wanted no more", web(), web({ count: 1 }), [`web 2/0/0, leaving 1, ${OF_USER}`], false],
    ["all of it", web(), web({ count: 0 }), [`web 2/0/0, leaving 0,1, ${OF_USER}`], true],
    ["what carries it no more", web(), web({ service: "" }), [`web 2/0/0, leaving 0,1, ${OF_USER}`], true],
    [
      "what carries another one",
      web(),
      web({ service: "api" }),
      [`web 2/0/0, leaving 0,1, ${OF_USER}`],
      true,
    ],
    [
      "what warns is in use",
      web({ status: ["warning", "critical"] }),
      web({ status: ["warning", "critical"], count: 0 }),
      [`web 0/1/1, leaving 0, ${OF_USER}`],
      true,
    ],
    [
      "what is critical is in nobody's",
      web({ status: ["critical", "critical"] }),
      web({ status: ["critical", "critical"], name: "v2" }),
      ["web 0/0/2"],
      false,
    ],
    [
      "one that is critical may go beside one that is well",
      web({ status: ["passing", "critical"] }),
      web({ count: 1 }),
      ["web 1/0/1"],
      false,
    ],
  ])("%s", async (_, from, to, services, refuses) => {
    const found = await planned(from, to);
    expect(found.services).toEqual(services);
    expect(found.refused.length > 0).toBe(refuses);
    expect(found.plan.errored).toBe(refuses);
  });
});

describe("what is to stay", () => {
  const least = (count: number) => ({ inService: `min_healthy = ${count}` });
  it.each<[string, string, string, Setting, boolean]>([
    ["is one by default", web(), web({ count: 1 }), LOOK, false],
    ["is what the block says", web(least(2)), web({ count: 1, ...least(2) }), LOOK, true],
    ["is what it will say", web(least(2)), web({ count: 1, ...least(1) }), LOOK, true],
    ["of what goes it is what was said", web({ count: 3, ...least(2) }), web({ count: 1 }), LOOK, true],
    ["0 keeps none", web(least(0)), web({ count: 0, ...least(0) }), LOOK, false],
    [
      "is not lost to a plan that takes nothing, though there are fewer",
      web({ count: 1, ...least(2) }),
      web({ count: 1, size: "large", ...least(2) }),
      LOOK,
      false,
    ],
    ["may be told to go", web(), web({ count: 0 }), { health: { allowOutages: ["other", "web"] } }, false],
    ["only by its own name", web(), web({ count: 0 }), { health: { allowOutages: ["we"] } }, true],
    ["is not asked about when all is destroyed", web(), web(), { ...LOOK, mode: "destroy" }, false],
    ["counts without a refresh too", web(), web({ count: 0 }), { ...LOOK, refresh: false }, true],
  ])("%s", async (_, from, to, setting, refuses) => {
    expect((await planned(from, to, setting)).refused.length > 0).toBe(refuses);
  });
});

test("what is refused says what goes, who notices, and the way out", async () => {
  const allow: Before = (call) =>
    call("connect.intention-create", {
      body: { SourceName: "api", DestinationName: "web", Action: "allow" },
    });
  const gone = await planned(web({ count: 7 }), web({ count: 0 }), LOOK, allow);
  expect(gone.refused).toEqual([
    'A service would be taken away from those who use it: Of 7 healthy instances of the service "web" this plan takes cloud_thing.web[0], cloud_thing.web[1], cloud_thing.web[2], cloud_thing.web[3], cloud_thing.web[4] and 2 more, which leaves 0; 1 must stay (min_healthy). Requests to it would fail: intentions let api call it, and cloud_thing.user depends on it. If that is meant, allow it with -allow-outage=web.',
  ]);
  const anew = await planned(web({ count: 1 }), web({ count: 1, name: "v2" }));
  expect(anew.refused[0]).toMatch(
    /Let the new ones prove themselves first \(a rollout block, or create_before/,
  );
});

test("of many that are refused ten are told one by one, and then which others", async () => {
  const one = (n: number): string => `resource "cloud_thing" "s${n}" {
  name = "s${n}"
  service "s${n}" {
    address = "10.0.0.9"
    port    = 80
    wait_for_healthy = false
    check {
      ttl    = "1h"
      status = "passing"
    }
  }
}
resource "cloud_thing" "user${n}" {
  name = "user-\${length(cloud_thing.s${n}.id)}"
}`;
  const many = (count: number): string => Array.from({ length: count }, (_, n) => one(n + 10)).join("\n");
  const users = (count: number): string => many(count).replaceAll(/name = "s(\d+)"\n/g, 'name = "new-$1"\n');
  const { plan, refused } = await planned(many(17), users(17));
  expect(plan.services?.[1]?.dependents).toEqual(["cloud_thing.user11"]);
  expect(refused).toHaveLength(11);
  expect(refused[9]).toMatch(
    /Of 1 healthy instance of .* takes cloud_thing.s19, .* would fail: cloud_thing.user19 depends on it/,
  );
  expect(refused[10]).toBe(
    "A service would be taken away from those who use it: The same holds for s20, s21, s22, s23, s24 and 2 more.",
  );
  const twelve = await planned(many(12), users(12), { health: { allowOutages: ["s10"] } });
  expect(twelve.refused.at(-1)).toMatch(/The same holds for s21\.$/);
});

test("nobody looks unless asked to, nor at what has no services", async () => {
  expect((await planned(web(), web({ count: 0 }), {})).plan.services).toBeUndefined();
  expect((await planned(web({ service: "" }), web({ service: "", count: 0 }))).plan.services).toBeUndefined();
});

test("what cannot be asked is said to be so, and nothing is refused", async () => {
  const world = new World();
  const { agent } = await startSimulatedAgent(world);
  const made = await world.run(EMPTY, web());
  await agent.stop();
  const { plan, diagnostics } = await world.plan(made.state, web({ count: 0 }), { ...LOOK, refresh: false });
  expect(messages(diagnostics)).toEqual([]);
  expect(plan.services?.map((one) => line(plan, one))).toEqual(["web unseen"]);
});

test("instances that are not of this plan count, and those that are not well are named with why", async () => {
  const other: Before = (call) =>
    call("agent.service-register", {
      body: { Name: "web", ID: "a-stranger", Port: 1, Check: { TTL: "1h", Status: "warning" } },
    });
  const { plan, services, refused } = await planned(
    web({ status: ["passing", "critical"] }),
    web({ count: 0 }),
    LOOK,
    other,
  );
  expect(services).toEqual([`web 1/1/1, leaving 0, ${OF_USER}`]);
  expect(refused).toEqual([]);
  expect(plan.services?.[0]?.standing?.unwell.map(({ id, change, status }) => [id, change, status])).toEqual([
    ["cloud_thing-id-1:web", 3, "critical"],
    ["a-stranger", undefined, "warning"],
  ]);
});

test("an instance that a rollout hides makes up for none that goes", async () => {
  const hide: Before = async (call) => {
    const [id] = Object.keys((await call("agent.services")).json() as object);
    const body = { ID: `_rollout:${id}`, Name: "hidden", ServiceID: id ?? "", TTL: "1h", Status: "critical" };
    expect((await call("agent.check-register", { body })).status).toBe(200);
  };
  const { plan, services } = await planned(web(), web(), LOOK, hide);
  expect(services).toEqual(["web 1/0/1"]);
  expect(plan.services?.[0]?.standing?.unwell[0]?.why).toBe("hidden until its rollout switches");
});
