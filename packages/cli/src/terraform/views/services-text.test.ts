import type { Plan, PlannedService, ResourceChange } from "@tutti/engine";
import { describe, expect, test } from "vitest";
import { servicesText, unwellText } from "./services-text.ts";

const changes = Array.from({ length: 8 }, (_, at) => ({
  address: { module: [], mode: "managed", type: "cloud_thing", name: "web", key: at },
})) as unknown as readonly ResourceChange[];

const WELL = { passing: 3, warning: 0, critical: 0, unwell: [] };

function planOf(...services: readonly Partial<PlannedService>[]): Plan {
  const whole = services.map((service) => ({
    name: "web",
    standing: WELL,
    minHealthy: 1,
    leaving: [],
    returning: [],
    callers: [],
    dependents: [],
    allowed: false,
    ...service,
  }));
  return { changes, services: whole } as Partial<Plan> as Plan;
}

const unwell = (count: number, status: "critical" | "warning" = "critical") =>
  Array.from({ length: count }, (_, at) => ({ id: `id-${at}`, change: at, status, why: "500" }));

describe("servicesText()", () => {
  test.each<[string, Partial<PlannedService>, readonly string[]]>([
    ["all well", {}, ["# web: 3 passing"]],
    ["unseen", { standing: undefined }, ["# web: its agent could not be asked how it is"]],
    [
      "none there",
      { standing: { passing: 0, warning: 0, critical: 0, unwell: [] } },
      ["# web: no instance is in the catalog"],
    ],
    [
      "some are not well, and one of them is not ours",
      {
        standing: {
          passing: 1,
          warning: 1,
          critical: 1,
          unwell: [...unwell(1, "warning"), { id: "elsewhere", status: "critical", why: "gone" }],
        },
      },
      [
        "# web: 1 passing, 1 warning, 1 critical",
        "    warning: cloud_thing.web[0]: 500",
        "    critical: elsewhere: gone",
      ],
    ],
    [
      "many are not well",
      { standing: { passing: 0, warning: 0, critical: 7, unwell: unwell(7) } },
      [
        "# web: 0 passing, 7 critical",
        ...[0, 1, 2, 3, 4].map((at) => `    critical: cloud_thing.web[${at}]: 500`),
        "    and 2 more",
      ],
    ],
    [
      "what goes, and who notices",
      { leaving: [0], returning: [1], callers: ["api", "batch"], dependents: ["cloud_thing.user"] },
      [
        "# web: 3 passing",
        "    goes: cloud_thing.web[0]",
        "    goes before its replacement is there: cloud_thing.web[1]",
        "    healthy now 3, then at least 1",
        "    called by (intentions): api, batch",
        "    referred to by: cloud_thing.user",
      ],
    ],
    [
      "much goes",
      { leaving: [0, 1, 2, 3, 4, 5, 6], standing: { ...WELL, passing: 9 } },
      [
        "# web: 9 passing",
        "    goes: cloud_thing.web[0], cloud_thing.web[1], cloud_thing.web[2], cloud_thing.web[3], cloud_thing.web[4] and 2 more",
        "    healthy now 9, then at least 2",
      ],
    ],
  ])("%s", (_, service, lines) => {
    expect(servicesText(planOf(service))).toBe(
      `\nServices:\n\n${lines.map((line) => `  ${line}\n`).join("")}`,
    );
  });

  test("nothing where there are none", () => {
    expect(servicesText({ changes } as Partial<Plan> as Plan)).toBe("");
  });
});

test("unwellText() tells of those alone that are not well", () => {
  const bad = { name: "db", standing: { passing: 0, warning: 0, critical: 1, unwell: unwell(1) } };
  expect(unwellText(planOf({}, bad, { name: "gone", standing: undefined }))).toBe(
    "\nServices:\n\n  # db: 0 passing, 1 critical\n      critical: cloud_thing.web[0]: 500\n",
  );
  expect(unwellText(planOf({}))).toBe("");
});
